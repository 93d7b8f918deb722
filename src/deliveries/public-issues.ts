import { sql } from 'kysely';
import type { Database } from '../platform/database';

const isAccepted = sql<boolean>`coalesce((select true from deliveries
  where deliveries.issue_id = issues.id and deliveries.state = 'accepted' limit 1), false)`;

/** Every page, feed and mail that names issues asks this of the row of `issues` in its query. */
export const isPublic = sql<boolean>`((issues.state <> 'cancelled' or issues.archived_at is not null)
  and ${isAccepted})`;

export function isIssuePublic(db: Database, issueId: number): Promise<boolean> {
  return holds(db, issueId, isPublic);
}

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
