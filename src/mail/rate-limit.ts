import { type RawBuilder, sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';

/** Of the limit that the provider states, so that a late call does not fall into the next second. */
const SHARE_USED = 0.975;
/** A moment further away than this is not given out yet. */
const MAX_WAIT_MS = 2_000;

/** Milliseconds, by the database's clock, until the provider wants the next call; 0 for now. */
export async function readWaitMs(db: Database): Promise<number> {
  const row = await db
    .selectFrom('rate_limit')
    .select(waitMs.as('wait_ms'))
    .executeTakeFirstOrThrow();
  return Math.max(0, row.wait_ms);
}

/** Milliseconds from now until the earliest moment of the next call. */
const waitMs = sql<number>`(1000 * extract(epoch from
  greatest(rate_limit.not_before, ${databaseNow}) - ${databaseNow}))::float8`;

/**
 * - reserved: call after `waitMs`, at most two seconds; nobody else has that moment
 * - later: it is too far away, or the caller may not call just now; ask again after `waitMs`
 * - lost: what the caller wants to call for is not the caller's any more
 */
export type Reservation =
  | { kind: 'reserved'; waitMs: number; perSecond: number | null }
  | { kind: 'later' | 'lost'; waitMs: number };

/** What a reservation depends on, as SQL that says yes or no. */
export interface ReservationConditions {
  /** Whether what the caller wants to call for is still the caller's. */
  isHeld: RawBuilder<boolean>;
  /** Whether it may go out now. */
  mayGo: RawBuilder<boolean>;
}

const ALWAYS: ReservationConditions = { isHeld: sql`true`, mayGo: sql`true` };

interface Asked {
  is_held: boolean;
  wait_ms: number | null;
  until_next_ms: number;
  per_second: number | null;
}

/**
 * Reserves the next call to the provider. All processes move one row forward, which spreads their calls
 * evenly over each second, whatever their clocks say.
 */
export async function reserveCall(
  db: Database,
  { isHeld, mayGo }: ReservationConditions = ALWAYS,
): Promise<Reservation> {
  const gap = sql`make_interval(secs => coalesce(1 / (${SHARE_USED} * per_second), 0))`;
  const { rows } = await sql<Asked>`
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

/** Keeps every process from calling for `ms`; a longer block that is in force already stays. */
export async function blockCalls(db: Database, ms: number): Promise<void> {
  if (ms <= 0) return;
  await sql`update rate_limit set not_before =
    greatest(not_before, ${databaseNowPlusMs(ms)})`.execute(db);
}

/** Keeps the limit that an answer states, if it differs from the one that the call was reserved under. */
export async function keepStatedLimit(
  db: Database,
  { perSecond: known }: { perSecond: number | null },
  { perSecond }: { perSecond?: number | null },
): Promise<void> {
  if (perSecond === undefined || perSecond === known) return;
  await db.updateTable('rate_limit').set({ per_second: perSecond }).execute();
}
