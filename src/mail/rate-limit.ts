import { type RawBuilder, sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';

/** Of the provider's limit, so that a late call doesn't fall into the next second. */
const SHARE_USED = 0.975;
const MAX_WAIT_MS = 2_000;

/** Until the provider wants the next call, by the database's clock; 0 for now. */
export async function readWaitMs(db: Database): Promise<number> {
  const row = await db
    .selectFrom('rate_limit')
    .select(waitMs.as('wait_ms'))
    .executeTakeFirstOrThrow();
  return Math.max(0, row.wait_ms);
}

const waitMs = sql<number>`(1000 * extract(epoch from
  greatest(rate_limit.not_before, ${databaseNow}) - ${databaseNow}))::float8`;

/**
 * - reserved: call after `waitMs`, at most two seconds; nobody else has that moment
 * - later: too far away, or not allowed just now; ask again after `waitMs`
 * - lost: what the caller wants to submit is no longer the caller's
 */
export type Reservation =
  | { kind: 'reserved'; waitMs: number; perSecond: number | null }
  | { kind: 'later' | 'lost'; waitMs: number };

export interface ReservationConditions {
  /** Whether what the caller wants to submit is still the caller's. */
  isHeld: RawBuilder<boolean>;
  /** Whether it may go out now. */
  mayGo: RawBuilder<boolean>;
}

const ALWAYS: ReservationConditions = { isHeld: sql`true`, mayGo: sql`true` };

interface ReservationRow {
  is_held: boolean;
  wait_ms: number | null;
  until_next_ms: number;
  per_second: number | null;
}

/** All processes move one row forward, which spreads calls evenly, whatever their clocks say. */
export async function reserveCall(
  db: Database,
  { isHeld, mayGo }: ReservationConditions = ALWAYS,
): Promise<Reservation> {
  const gap = sql`make_interval(secs => coalesce(1 / (${SHARE_USED} * per_second), 0))`;
  const { rows } = await sql<ReservationRow>`
    with asked as materialized (select ${isHeld} as is_held, ${mayGo} as may_go
    ), reserved as (
      update rate_limit set not_before = greatest(not_before, ${databaseNow}) + ${gap}
      from asked where is_held and may_go and not_before <= ${databaseNowPlusMs(MAX_WAIT_MS)}
      returning (1000 * extract(epoch from not_before - ${gap} - ${databaseNow}))::float8 as wait_ms
    )
    select is_held, (select wait_ms from reserved) as wait_ms,
      until_next_ms, per_second
    from asked, (select ${waitMs} as until_next_ms, per_second from rate_limit) as before`.execute(
    db,
  );
  const { is_held, wait_ms, until_next_ms, per_second } = rows[0]!;
  if (!is_held) return { kind: 'lost', waitMs: 0 };
  if (wait_ms === null) return { kind: 'later', waitMs: Math.max(0, until_next_ms) };
  return { kind: 'reserved', waitMs: Math.max(0, wait_ms), perSecond: per_second };
}

/** A longer block in force stays. */
export async function blockCalls(db: Database, ms: number): Promise<void> {
  if (ms <= 0) return;
  await sql`update rate_limit set not_before =
    greatest(not_before, ${databaseNowPlusMs(ms)})`.execute(db);
}

/** Keeps the limit that an answer states, if it differs from the reservation's. */
export async function storeStatedLimit(
  db: Database,
  { perSecond: known }: { perSecond: number | null },
  { perSecond }: { perSecond?: number | null },
): Promise<void> {
  if (perSecond === undefined || perSecond === known) return;
  await db.updateTable('rate_limit').set({ per_second: perSecond }).execute();
}
