import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';

const LEASE_MS = 60_000;
/** Resend keeps an idempotency key for 24 h; an hour is left for doubt. */
const KEY_LIFE_MS = 23 * 60 * 60 * 1000;

export interface TakenBatch {
  id: number;
  issue_id: number;
  /** What it was before: `sealed` means that an earlier hand's outcome is unknown. */
  state: 'waiting' | 'sealed';
  composition: number;
  tries: number;
  body_sha256: Buffer | null;
  lease_until: Date;
  key_expired: boolean;
}

/**
 * Takes and leases the first batch of a sending issue that nobody holds and whose time has come;
 * batches that another transaction is taking are skipped. Call it inside a transaction.
 */
export async function takeBatch(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<TakenBatch | undefined> {
  const free = tx
    .selectFrom('batches')
    .innerJoin('issues', 'issues.id', 'batches.issue_id')
    .select('batches.id')
    .where('batches.issue_id', '=', issueId)
    .where('issues.state', '=', 'sending')
    .where('batches.state', 'in', ['waiting', 'sealed'])
    .where(sql<boolean>`coalesce(batches.lease_until, '-infinity') < ${databaseNow}`)
    .where(sql<boolean>`coalesce(batches.not_before, '-infinity') <= ${databaseNow}`)
    .orderBy('batches.id')
    .limit(1)
    .forUpdate('batches')
    .skipLocked();
  return tx
    .updateTable('batches')
    .set({
      // Whole milliseconds, so that a holder can name its lease exactly.
      lease_until: sql<Date>`date_trunc('milliseconds', ${databaseNowPlusMs(LEASE_MS)})`,
      not_before: null,
    })
    .where('id', '=', free)
    .returning(['id', 'issue_id', 'composition', 'tries', 'body_sha256'])
    .returning(sql<'waiting' | 'sealed'>`state`.as('state'))
    .returning(sql<Date>`lease_until`.as('lease_until'))
    .returning(
      sql<boolean>`coalesce(sealed_at < ${databaseNowPlusMs(-KEY_LIFE_MS)}, false)`.as(
        'key_expired',
      ),
    )
    .executeTakeFirst();
}

/**
 * Milliseconds until an open batch of this issue may be taken, by the database's clock: 0 where one
 * may be taken now, null where none is open.
 */
export async function findWaitMs(
  db: Database,
  { issueId }: { issueId: number },
): Promise<number | null> {
  const row = await db
    .selectFrom('batches')
    .select(
      sql<number | null>`(1000 * extract(epoch from
        min(greatest(lease_until, not_before, ${databaseNow})) - ${databaseNow}))::float8`.as(
        'wait_ms',
      ),
    )
    .where('issue_id', '=', issueId)
    .where('state', 'in', ['waiting', 'sealed'])
    .executeTakeFirstOrThrow();
  return row.wait_ms === null ? null : Math.max(0, row.wait_ms);
}

/** Whether a taken batch is still the taker's own: asked last before it is handed over. */
export async function holdsBatch(
  db: Database,
  { id, composition, lease_until }: TakenBatch,
): Promise<boolean> {
  const held = await db
    .selectFrom('batches')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'sealed')
    .where('composition', '=', composition)
    .where('lease_until', '=', lease_until)
    .where('lease_until', '>', databaseNow)
    .executeTakeFirst();
  return held !== undefined;
}
