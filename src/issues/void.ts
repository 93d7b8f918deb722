import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Frees their weeks and comparisons. The caller has seen that nobody can have got them, and holds
 * their rows.
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

/** Whether the row of `issues` in the same query holds its week and comparisons. */
export const isNotVoid = sql<boolean>`(issues.voided_at is null)`;
