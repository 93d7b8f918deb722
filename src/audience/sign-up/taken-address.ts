import type { Database } from '../../platform/database';

/** A reader's, or suppressed. */
export async function isTaken(db: Database, emailHash: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('subscribers')
    .select('email_hash')
    .where('email_hash', '=', emailHash)
    .union(db.selectFrom('suppressions').select('email_hash').where('email_hash', '=', emailHash))
    .executeTakeFirst();
  return found !== undefined;
}
