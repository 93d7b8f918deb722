import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../../platform/database';
import type { Batches } from '../../platform/schema';

type BatchState = Batches['state'];

/** Recomposing (`sealed` to `waiting`) needs a known outcome. */
const MOVES: Record<BatchState, readonly BatchState[]> = {
  waiting: ['sealed', 'recorded'],
  sealed: ['waiting', 'recorded', 'unknown'],
  recorded: [],
  unknown: ['recorded'],
};

export interface BatchMove {
  batchId: number;
  from: BatchState;
  to: BatchState;
  composition: number;
  reason: string;
  /** Also compared if two holders must not both act. */
  leaseUntil?: Date;
  waitMs?: number;
  bodySha256?: Buffer;
  renderId?: number;
}

/** Compare-and-set that also writes the history. False if somebody else moved it first. */
export async function moveBatch(tx: Database, move: BatchMove): Promise<boolean> {
  const { rows } = await sql`with ${moveInSql(move)} select id from moved`.execute(tx);
  return rows.length === 1;
}

/** As the first parts of a `with`: `moved` has no row if somebody else moved it first. */
export function moveInSql(move: BatchMove) {
  if (!MOVES[move.from].includes(move.to)) {
    throw new Error(`a batch never goes from ${move.from} to ${move.to}`);
  }
  const keepsLease = move.to === 'sealed';
  return sql`moved as (
      update batches set
        state = ${move.to},
        composition = composition + ${move.to === 'waiting' ? 1 : 0},
        tries = case when ${move.to === 'waiting'} then 0 else tries end,
        lease_until = case when ${keepsLease} then lease_until end,
        holder = case when ${keepsLease} then holder end,
        not_before = ${databaseNowPlusMs(move.waitMs ?? 0)},
        body_sha256 = coalesce(${move.bodySha256 ?? null}::bytea, body_sha256),
        render_id = coalesce(${move.renderId ?? null}::bigint, render_id),
        sealed_at = case when ${move.to === 'sealed'} then ${databaseNow} else sealed_at end
      where id = ${move.batchId} and state = ${move.from} and composition = ${move.composition}
        and (${move.leaseUntil ?? null}::timestamptz is null
          or lease_until = ${move.leaseUntil ?? null}::timestamptz)
      returning id
    ), logged as (
      insert into batch_history (batch_id, at, from_state, to_state, reason)
      select id, ${databaseNow}, ${move.from}, ${move.to}, ${move.reason} from moved
    )`;
}

/** The same bytes go again after `waitMs`; without a submission it doesn't count as a try. */
export async function returnSealedBatch(
  tx: Database,
  {
    batchId,
    leaseUntil,
    waitMs,
    isTry,
  }: { batchId: number; leaseUntil: Date; waitMs: number; isTry: boolean },
): Promise<void> {
  await sql`update batches set lease_until = null, holder = null, tries = tries + ${isTry ? 1 : 0},
      not_before = ${databaseNowPlusMs(waitMs)}
    where id = ${batchId} and state = 'sealed'
      and lease_until = ${leaseUntil}`.execute(tx);
}
