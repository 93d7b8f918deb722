import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Marks issues as void that nobody got and nobody will get: their weeks and their comparisons are free
 * again. The caller has seen that nobody can have got them, and holds the issues' rows.
 */
export async function voidIssues(
  tx: Database,
  { issueIds, at }: { issueIds: number[]; at: Date },
): Promise<void> {
  if (issueIds.length === 0) return;
  await tx
    .updateTable('issues')
    .set({ voided_at: at })
    .where('id', 'in', issueIds)
    .where('voided_at', 'is', null)
    .execute();
}

/** Whether the row of `issues` in the same query holds its week and its comparisons, in SQL. */
export const isNotVoid = sql<boolean>`(issues.voided_at is null)`;
