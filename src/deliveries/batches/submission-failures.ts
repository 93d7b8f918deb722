import { sql } from 'kysely';
import { type Database, databaseNow } from '../../platform/database';
import { withoutAddresses } from '../../platform/text/without-addresses';

/** How often batches of an issue were not accepted for one kind of reason, and the last of them. */
export interface SubmissionFailure {
  kind: string;
  count: number;
  /** By the database's clock. */
  last_at: Date;
  last_detail: string | null;
}

const MAX_DETAIL = 200;

/**
 * Counts that a batch was not accepted. `kind` is one of few words; of `detail` whatever looks like an
 * address is left out.
 */
export async function recordSubmissionFailure(
  db: Database,
  { issueId, kind, detail }: { issueId: number; kind: string; detail: string | null },
): Promise<void> {
  const kept = detail === null ? null : shorten(detail);
  await sql`insert into submission_failures as known (issue_id, kind, last_at, last_detail)
    values (${issueId}, ${kind}, ${databaseNow}, ${kept})
    on conflict (issue_id, kind) do update set count = known.count + 1,
      last_at = excluded.last_at, last_detail = excluded.last_detail`.execute(db);
}

/** The latest first. */
export function listSubmissionFailures(
  db: Database,
  issueId: number,
): Promise<SubmissionFailure[]> {
  return db
    .selectFrom('submission_failures')
    .select(['kind', 'count', 'last_at', 'last_detail'])
    .where('issue_id', '=', issueId)
    .orderBy('last_at', 'desc')
    .execute();
}

/** One short line that names nobody. */
function shorten(detail: string): string {
  const anonymous = withoutAddresses(detail.toWellFormed());
  return anonymous.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_DETAIL);
}
