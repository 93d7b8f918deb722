import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { BALLOT_MS } from './ballot';

/** Writes down what a ballot came to, tool by tool and in sum. From then on it never changes. */
export async function freezeResult(
  tx: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  await sql`
    with tool as (
      select distinct tool_id from links where issue_id = ${issueId} and kind = 'vote'
    ), vote as (
      select tool_id, count(*) filter (where choice = 'ship') as ship,
        count(*) filter (where choice = 'skip') as skip
      from ballot_votes where issue_id = ${issueId} group by tool_id
    ), held as (
      select tool_id, count(*) as pairs from ballot_pairs
      where issue_id = ${issueId} and standing = 'held' group by tool_id
    )
    insert into ballot_results (issue_id, tool_id, ship, skip, held)
    select ${issueId}, tool_id, coalesce(ship, 0), coalesce(skip, 0), coalesce(held.pairs, 0)
    from tool left join vote using (tool_id) left join held using (tool_id)
    order by tool_id`.execute(tx);
  await sql`
    with total as (
      select count(distinct mailbox_id) filter (where standing = 'counted') as voters,
        count(*) filter (where standing = 'counted') as counted,
        count(*) filter (where standing = 'held') as held,
        count(*) filter (where standing = 'late') as late
      from ballot_pairs where issue_id = ${issueId}
    )
    update ballots set closed_at = least(${at}::timestamptz, opened_at + ${BALLOT_MS} * interval '1 ms'),
      frozen_at = ${at}, voters = total.voters, counted = total.counted, held = total.held,
      late = total.late
    from total where issue_id = ${issueId}`.execute(tx);
}
