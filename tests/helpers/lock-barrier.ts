import { setTimeout as sleep } from 'node:timers/promises';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../../src/platform/database';

const LOCK = 7_316;

/**
 * Stops every statement on a table until released, so that two transactions meet in a known order.
 * `at` is the trigger's moment: sql`after update on deliveries`.
 */
export async function makeLockBarrier(db: Database, at: RawBuilder<unknown>) {
  await sql`create or replace function stand_still() returns trigger language plpgsql as
    $$ begin perform pg_advisory_xact_lock_shared(${sql.lit(LOCK)}); return null; end $$`.execute(
    db,
  );
  await sql`create trigger stand_still ${at} for each statement execute function stand_still()`.execute(
    db,
  );
  const holder = await db.startTransaction().execute();
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(holder);
  return {
    /** Waits until this many statements are stopped, here or by another's lock. */
    reach: (waiting: number) => waitForWaiting(db, waiting),
    letGo: () => holder.rollback().execute(),
  };
}

/** Or until `end` has ended without waiting. */
export async function waitForWaiting(
  db: Database,
  waiting: number,
  end?: Promise<unknown>,
): Promise<void> {
  let hasEnded = false;
  void end
    ?.finally(() => {
      hasEnded = true;
    })
    .catch(() => {});
  for (let tries = 0; tries < 500; tries += 1) {
    const { rows } = await sql<{
      count: number;
    }>`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (hasEnded || rows[0]!.count >= waiting) return;
    await sleep(10);
  }
  throw new Error(`nobody waits: ${waiting} should`);
}

/** Begins the first, lets it come to a point, begins the second, and waits for both. */
export async function during<T>(
  db: Database,
  at: RawBuilder<unknown>,
  first: () => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  const standstill = await makeLockBarrier(db, at);
  const one = first();
  await standstill.reach(1);
  const other = second();
  await waitForWaiting(db, 2, other);
  await standstill.letGo();
  const [done] = await Promise.all([other, one]);
  return done;
}
