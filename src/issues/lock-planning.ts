import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Until this transaction ends. Call `lockPausing` first: a plan locks those readers before it
 * changes its issue.
 */
export async function lockPlanning(tx: Database): Promise<void> {
  await sql`lock table issues in share row exclusive mode`.execute(tx);
}

/** Null if none was planned at this moment or later. */
export async function findPlannedSince(db: Database, moment: Date): Promise<number | null> {
  const issue = await db
    .selectFrom('issues')
    .select('number')
    .where('planned_at', '>=', moment)
    .orderBy('planned_at')
    .executeTakeFirst();
  return issue?.number ?? null;
}
