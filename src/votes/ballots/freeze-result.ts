import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { BALLOT_MS } from './ballot';
import { countsByTool } from './results';
import { listBallotTools } from './returned-ballot';

interface Freezing {
  issueId: number;
  at: Date;
}

/** By tool, by mailbox and in sum. The caller has locked the ballot. */
export async function freezeResult(tx: Database, { issueId, at }: Freezing): Promise<void> {
  const toolIds = await listBallotTools(tx, issueId);
  const late = await writeResult(tx, { issueId, toolIds });
  await sql`
    with total as (
      select coalesce(sum(ship + skip), 0) as counted, coalesce(sum(held), 0) as held
      from ballot_results where issue_id = ${issueId}
    )
    update ballots set frozen_at = ${at}, counted = total.counted, held = total.held, late = ${late},
      closed_at = coalesce(closed_at,
        least(${at}::timestamptz, opened_at + ${BALLOT_MS} * interval '1 ms')),
      voters = (select count(*) from ballot_voters where issue_id = ${issueId})
    from total where issue_id = ${issueId}`.execute(tx);
}

/** One statement, since casts may be reclassified in the meantime. Returns how many are late. */
async function writeResult(
  tx: Database,
  { issueId, toolIds }: { issueId: number; toolIds: string[] },
): Promise<number> {
  const { rows } = await sql<{ late: number }>`
    with pair as materialized (
      select issue_id, tool_id, mailbox_id, standing, choice from ballot_pairs
      where issue_id = ${issueId}
    ), result as (
      insert into ballot_results (issue_id, tool_id, ship, skip, held)
      select ${issueId}, counts.* from (${countsByTool(sql.table('pair'), issueId)}) as counts
    ), voter as (
      insert into ballot_voters (issue_id, mailbox_id, own_votes)
      select ${issueId}, voter.mailbox_id, string_agg(
        case choice when 'ship' then '+' when 'skip' then '-' else '.' end, '' order by place)
      from (select distinct mailbox_id from pair where standing = 'counted') as voter
        cross join unnest(${toolIds}::uuid[]) with ordinality as tool (tool_id, place)
        left join pair using (mailbox_id, tool_id)
      group by voter.mailbox_id
    )
    select count(*) as late from pair where standing = 'late'`.execute(tx);
  return rows[0]!.late;
}
