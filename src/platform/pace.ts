import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from './database';

/** Milliseconds, by the database's clock, until the provider wants the next call; 0 for now. */
export async function readPaceMs(db: Database): Promise<number> {
  const row = await db
    .selectFrom('pace')
    .select(
      sql<number>`(1000 * extract(epoch from
        greatest(not_before, ${databaseNow}) - ${databaseNow}))::float8`.as('wait_ms'),
    )
    .executeTakeFirstOrThrow();
  return Math.max(0, row.wait_ms);
}

/** Keeps every process from calling for `ms`; a longer pause that stands already stays. */
export async function holdPace(db: Database, ms: number): Promise<void> {
  if (ms <= 0) return;
  await sql`update pace set not_before =
    greatest(not_before, ${databaseNowPlusMs(ms)})`.execute(db);
}
