import { sql } from 'kysely';
import { type Database, databaseNow } from '../../platform/database';
import { withoutAddresses } from '../../platform/text/without-addresses';

export interface SubmissionFailure {
  kind: string;
  count: number;
  last_at: Date;
  last_detail: string | null;
}

const MAX_DETAIL = 200;

/** `kind` is one of a few words; `detail` loses whatever looks like an address. */
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

/** Latest first. */
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

function shorten(detail: string): string {
  const anonymous = withoutAddresses(detail.toWellFormed());
  return anonymous.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_DETAIL);
}
