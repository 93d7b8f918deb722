import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Keeps issues from being planned until this transaction ends, and waits for one that is being planned.
 * Call `lockPausing` first: a plan locks those readers before it changes its issue.
 */
export async function holdPlans(tx: Database): Promise<void> {
  await sql`lock table issues in share row exclusive mode`.execute(tx);
}

/** The number of an issue that was planned at this moment or later; null where none was. */
export async function findPlannedSince(db: Database, moment: Date): Promise<number | null> {
  const issue = await db
    .selectFrom('issues')
    .select('number')
    .where('planned_at', '>=', moment)
    .orderBy('planned_at')
    .executeTakeFirst();
  return issue?.number ?? null;
}
