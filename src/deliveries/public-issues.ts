import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** Whether a reader is known to have got the row of `issues` in the same query, in SQL. */
const isAccepted = sql<boolean>`coalesce((select true from deliveries
  where deliveries.issue_id = issues.id and deliveries.state = 'accepted' limit 1), false)`;

/**
 * Whether the public may see the row of `issues` in the same query, in SQL: at least one reader is
 * known to have got it, and where it was cancelled half-way an editor has put it into the archive.
 * Every page, feed and mail that names issues to anybody asks this.
 */
export const isPublic = sql<boolean>`((issues.state <> 'cancelled' or issues.archived_at is not null)
  and ${isAccepted})`;

/** Whether the public may see this issue. */
export function isIssuePublic(db: Database, issueId: number): Promise<boolean> {
  return holds(db, issueId, isPublic);
}

/** Whether a reader is known to have got this issue. */
export function isIssueAccepted(db: Database, issueId: number): Promise<boolean> {
  return holds(db, issueId, isAccepted);
}

async function holds(db: Database, issueId: number, condition: typeof isPublic): Promise<boolean> {
  const { is_so } = await db
    .selectFrom('issues')
    .select(condition.as('is_so'))
    .where('id', '=', issueId)
    .executeTakeFirstOrThrow();
  return is_so;
}
