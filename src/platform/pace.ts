import { type RawBuilder, sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from './database';

/** Of the limit that the provider states, so that a late call does not fall into the next second. */
const SHARE_USED = 0.975;
/** A turn further away than this is nobody's yet. */
const MAX_WAIT_MS = 2_000;

/** Milliseconds, by the database's clock, until the provider wants the next call; 0 for now. */
export async function readPaceMs(db: Database): Promise<number> {
  const row = await db.selectFrom('pace').select(waitMs.as('wait_ms')).executeTakeFirstOrThrow();
  return Math.max(0, row.wait_ms);
}

/** Milliseconds from now until the earliest moment of the next call. */
const waitMs = sql<number>`(1000 * extract(epoch from
  greatest(pace.not_before, ${databaseNow}) - ${databaseNow}))::float8`;

/**
 * - turn: call after `waitMs`, at most two seconds; nobody else has that moment
 * - later: it is too far away, or the caller may not call just now; ask again after `waitMs`
 * - lost: what the caller wants to call for is not the caller's any more
 */
export type Turn =
  | { kind: 'turn'; waitMs: number; perSecond: number | null }
  | { kind: 'later' | 'lost'; waitMs: number };

/** What a turn depends on, as SQL that says yes or no. */
export interface TurnConditions {
  /** Whether what the caller wants to call for is still the caller's. */
  isHeld: RawBuilder<boolean>;
  /** Whether it may go out now. */
  mayGo: RawBuilder<boolean>;
}

const ALWAYS: TurnConditions = { isHeld: sql`true`, mayGo: sql`true` };

interface Asked {
  is_held: boolean;
  wait_ms: number | null;
  pace_ms: number;
  per_second: number | null;
}

/**
 * Takes the next turn to call the provider: one row, moved on by whoever comes, spreads the calls of
 * all processes evenly over each second, whatever their clocks say.
 */
export async function takeTurn(
  db: Database,
  { isHeld, mayGo }: TurnConditions = ALWAYS,
): Promise<Turn> {
  const gap = sql`make_interval(secs => coalesce(1 / (${SHARE_USED} * per_second), 0))`;
  const { rows } = await sql<Asked>`
    with asked as materialized (select ${isHeld} as is_held, ${mayGo} as may_go
    ), turn as (
      update pace set not_before = greatest(not_before, ${databaseNow}) + ${gap}
      from asked where is_held and may_go and not_before <= ${databaseNowPlusMs(MAX_WAIT_MS)}
      returning (1000 * extract(epoch from not_before - ${gap} - ${databaseNow}))::float8 as wait_ms
    )
    select is_held, (select wait_ms from turn) as wait_ms,
      pace_ms, per_second
    from asked, (select ${waitMs} as pace_ms, per_second from pace) as before`.execute(db);
  const { is_held, wait_ms, pace_ms, per_second } = rows[0]!;
  if (!is_held) return { kind: 'lost', waitMs: 0 };
  if (wait_ms === null) return { kind: 'later', waitMs: Math.max(0, pace_ms) };
  return { kind: 'turn', waitMs: Math.max(0, wait_ms), perSecond: per_second };
}

/** Keeps every process from calling for `ms`; a longer pause that stands already stays. */
export async function holdPace(db: Database, ms: number): Promise<void> {
  if (ms <= 0) return;
  await sql`update pace set not_before =
    greatest(not_before, ${databaseNowPlusMs(ms)})`.execute(db);
}

/** Keeps the limit that an answer states, where it is another than the turn was given by. */
export async function heedLimit(
  db: Database,
  { perSecond: known }: { perSecond: number | null },
  { perSecond }: { perSecond?: number | null },
): Promise<void> {
  if (perSecond === undefined || perSecond === known) return;
  await db.updateTable('pace').set({ per_second: perSecond }).execute();
}
