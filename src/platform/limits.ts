import { sql } from 'kysely';
import type { Database } from './database';

/** A bucket's window begins with its first use and lasts `windowMs`. */
export interface Limit {
  bucket: string;
  max: number;
  windowMs: number;
}

/** Whether one more is within the limit. One statement, so all processes share it. */
export async function countAgainstLimit(
  db: Database,
  { bucket, max, windowMs, at }: Limit & { at: Date },
): Promise<boolean> {
  const endsAt = new Date(at.getTime() + windowMs);
  const { rows } = await sql<{ count: number }>`
    insert into limits (bucket, ends_at, count) values (${bucket}, ${endsAt}, 1)
    on conflict (bucket) do update set
      ends_at = case when limits.ends_at <= ${at} then excluded.ends_at else limits.ends_at end,
      count = case when limits.ends_at <= ${at} then 1 else limits.count + 1 end
    returning count`.execute(db);
  return rows[0]!.count <= max;
}

/** True for the first caller only, until `endsAt`. */
export async function claimOnce(
  db: Database,
  { bucket, endsAt }: { bucket: string; endsAt: Date },
): Promise<boolean> {
  const taken = await db
    .insertInto('limits')
    .values({ bucket, ends_at: endsAt, count: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .returning('bucket')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function refundLimit(db: Database, bucket: string): Promise<void> {
  await db
    .updateTable('limits')
    .set({ count: sql`count - 1` })
    .where('bucket', '=', bucket)
    .execute();
}

export async function pruneLimits(db: Database, { at }: { at: Date }): Promise<void> {
  await db.deleteFrom('limits').where('ends_at', '<', at).execute();
}
