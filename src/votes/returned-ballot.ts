import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Marks the latest frozen ballot that no issue has brought back as this one's. Nothing where there is
 * none, or nobody's vote counts in it.
 */
export async function takeBallotToReturn(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<number | null> {
  const { rows } = await sql<{ issue_id: number }>`
    update ballots set returned_in = ${issueId}
    where issue_id = (select issue_id from ballots
      where frozen_at is not null and issue_id <> ${issueId}
      order by opened_at desc, issue_id desc limit 1)
      and returned_in is null and counted > 0
    returning issue_id`.execute(tx);
  return rows[0]?.issue_id ?? null;
}

/** A ballot's tools in the order of its issue's links. */
export async function listBallotTools(db: Database, issueId: number): Promise<string[]> {
  const rows = await db
    .selectFrom('links')
    .select('tool_id')
    .where('issue_id', '=', issueId)
    .where('kind', '=', 'vote')
    .groupBy('tool_id')
    .orderBy(({ fn }) => fn.min('n'))
    .execute();
  return rows.map((row) => row.tool_id!);
}

/**
 * A query of what each mailbox said in a ballot, as far as it counts: a character a tool in this order,
 * + for ship, - for skip, . for no vote.
 */
export function saidInBallot({
  issueId,
  toolIds,
}: {
  issueId: number;
  toolIds: string[];
}): RawBuilder<{ mailbox_id: number; said: string }> {
  return sql`
    with vote as materialized (
      select mailbox_id, tool_id, case choice when 'ship' then '+' else '-' end as sign
      from ballot_votes where issue_id = ${issueId}
    )
    select voter.mailbox_id, string_agg(coalesce(vote.sign, '.'), '' order by tool.place) as said
    from (select distinct mailbox_id from vote) as voter
      cross join unnest(${toolIds}::uuid[]) with ordinality as tool (id, place)
      left join vote on vote.mailbox_id = voter.mailbox_id and vote.tool_id = tool.id
    group by voter.mailbox_id`;
}
