import type { Database } from '../../platform/database';

/** Whether an address belongs to a reader or is suppressed, by its keyed hash. */
export async function isTaken(db: Database, emailHash: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('subscribers')
    .select('email_hash')
    .where('email_hash', '=', emailHash)
    .union(db.selectFrom('suppressions').select('email_hash').where('email_hash', '=', emailHash))
    .executeTakeFirst();
  return found !== undefined;
}
