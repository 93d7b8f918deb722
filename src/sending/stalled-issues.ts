import { sql } from 'kysely';
import { raiseAlert } from '../platform/alerts';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';
import type { Deps } from '../platform/deps';
import { MINUTE_MS } from '../platform/durations';

/** Twice as long as the first wave may hold the rest back. */
const STALLED_MS = 30 * MINUTE_MS;

interface StalledIssue {
  id: number;
  number: number;
  waiting: number;
  move: number;
}

/** No batch taken for half an hour although some wait. One alert per start or resume. */
export async function alertOnStalledIssues(
  deps: Pick<Deps, 'db' | 'log'>,
  { at }: { at: Date },
): Promise<void> {
  for (const { id, number, waiting, move } of await listStalledIssues(deps.db, at)) {
    const says =
      `Issue ${number} has been stuck for half an hour: ${waiting} of its batches are waiting and nobody ` +
      `has taken one. \`verdicts issue status ${number}\` says why they were not accepted. If it gives no ` +
      'reason, check that the service is running, and look for its queue in the log.';
    const once = `issue-${id}-still-${move}`;
    await raiseAlert(deps, { at, kind: 'issue-still', says, once });
  }
}

async function listStalledIssues(db: Database, at: Date): Promise<StalledIssue[]> {
  const since = new Date(at.getTime() - STALLED_MS);
  const { rows } = await sql<StalledIssue>`
    select issues.id, number, last.id as move, (
        select count(*)::int from batches
        where issue_id = issues.id and state in ('waiting', 'sealed')) as waiting
    from issues join lateral (
      select id, at from issue_history where issue_id = issues.id order by id desc limit 1
    ) as last on last.at <= ${since}
    where state = 'sending'
      and exists (select from batches where issue_id = issues.id and state in ('waiting', 'sealed'))
      and not exists (select from batches where issue_id = issues.id and (
        lease_until > ${databaseNow} or sealed_at > ${databaseNowPlusMs(-STALLED_MS)}))`.execute(
    db,
  );
  return rows;
}
