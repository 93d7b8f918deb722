import { sql } from 'kysely';
import { KEY_LIFE_MS } from '../../mail/key-life';
import { type Database, databaseNow, databaseNowPlusMs } from '../../platform/database';
import { leaseEnd } from '../../platform/lease';

export interface TakenBatch {
  id: number;
  issue_id: number;
  /** `sealed` means that an earlier submission's outcome is unknown. */
  state: 'waiting' | 'sealed';
  composition: number;
  tries: number;
  body_sha256: Buffer | null;
  /** The render it was sealed with, or the issue's newest. */
  render_id: number;
  lease_until: Date;
  key_expired: boolean;
}

/** Whether a batch, joined to `sendings`, waits for the first wave. */
const isHeldBack = sql<boolean>`coalesce(batches.id > sendings.held_after, false)`;

/** A sealed batch's bytes can only be made from its own render. */
const renderId = sql<number>`case when batches.state = 'sealed' then batches.render_id else (
  select max(renders.id) from renders where renders.issue_id = batches.issue_id) end`;

const isKeyExpired = sql<boolean>`sealed_at < ${databaseNowPlusMs(-KEY_LIFE_MS)}`;

/** Locked before reading, so that the read sees everything committed while it waited. */
const readersLeft = sql<{ id: number }>`(select subscribers.id from subscribers
  where id in (
    select subscriber_id from deliveries join taken on taken.id = batch_id
    where taken.state = 'waiting' and deliveries.state = 'waiting')
  order by id for share of subscribers)`;

/** Skips batches that another transaction is taking. Call it in a transaction. */
export async function takeBatch(
  tx: Database,
  { issueId, holder }: { issueId: number; holder: string },
): Promise<TakenBatch | undefined> {
  const free = tx
    .selectFrom('batches')
    .innerJoin('issues', 'issues.id', 'batches.issue_id')
    .leftJoin('sendings', 'sendings.issue_id', 'batches.issue_id')
    .select('batches.id')
    .where('batches.issue_id', '=', issueId)
    .where('issues.state', '=', 'sending')
    .where('batches.state', 'in', ['waiting', 'sealed'])
    .where(sql<boolean>`coalesce(batches.lease_until, '-infinity') < ${databaseNow}`)
    .where(sql<boolean>`coalesce(batches.not_before, '-infinity') <= ${databaseNow}`)
    .where(sql<boolean>`not ${isHeldBack}`)
    .orderBy('batches.id')
    .limit(1)
    .forUpdate('batches')
    .skipLocked();
  const taken = tx
    .updateTable('batches')
    .set({
      lease_until: leaseEnd,
      not_before: null,
      holder,
    })
    .where('id', '=', free)
    .returning(['id', 'issue_id', 'composition', 'tries', 'body_sha256'])
    .returning(sql<'waiting' | 'sealed'>`state`.as('state'))
    .returning(renderId.as('render_id'))
    .returning(sql<Date>`lease_until`.as('lease_until'))
    .returning(sql<boolean>`coalesce(${isKeyExpired}, false)`.as('key_expired'));
  return tx
    .with('taken', () => taken)
    .with('reader', () => readersLeft)
    .selectFrom('taken')
    .selectAll()
    .select(sql<number>`(select count(*) from reader)`.as('readers'))
    .executeTakeFirst();
}

/** Sealed batches of paused issues whose keys have died, without a holder. */
export function listExpired(
  db: Database,
): Promise<Pick<TakenBatch, 'id' | 'issue_id' | 'composition'>[]> {
  return db
    .selectFrom('batches')
    .innerJoin('issues', 'issues.id', 'batches.issue_id')
    .select(['batches.id', 'batches.issue_id', 'batches.composition'])
    .where('issues.state', '=', 'paused')
    .where('batches.state', '=', 'sealed')
    .where(isKeyExpired)
    .where(sql<boolean>`coalesce(batches.lease_until, '-infinity') < ${databaseNow}`)
    .orderBy('batches.id')
    .execute();
}

export interface OpenBatches {
  /** Milliseconds by the database's clock until one may be taken; null if none is open. */
  waitMs: number | null;
  areHeldBack: boolean;
}

export async function readOpenBatches(
  db: Database,
  { issueId }: { issueId: number },
): Promise<OpenBatches> {
  const row = await db
    .selectFrom('batches')
    .leftJoin('sendings', 'sendings.issue_id', 'batches.issue_id')
    .select(
      sql<number | null>`(1000 * extract(epoch from
        min(greatest(lease_until, not_before, ${databaseNow})) filter (where not ${isHeldBack})
          - ${databaseNow}))::float8`.as('wait_ms'),
    )
    .select(sql<boolean>`coalesce(bool_or(${isHeldBack}), false)`.as('are_held_back'))
    .where('batches.issue_id', '=', issueId)
    .where('state', 'in', ['waiting', 'sealed'])
    .executeTakeFirstOrThrow();
  const waitMs = row.wait_ms === null ? null : Math.max(0, row.wait_ms);
  return { waitMs, areHeldBack: row.are_held_back };
}

type Held = Pick<TakenBatch, 'id' | 'composition' | 'lease_until'>;

/** Whether a sealed batch is still the taker's own, in SQL: asked last before submitting. */
export function isHeldBy({ id, composition, lease_until }: Held) {
  return sql<boolean>`exists (select from batches where id = ${id} and state = 'sealed'
    and composition = ${composition} and lease_until = ${lease_until}
    and lease_until > ${databaseNow})`;
}
