import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Marks the latest frozen ballot as the one that this issue brings back. Nothing where there is none,
 * an issue has brought it back already, or nobody's vote counts in it.
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
 * A query of what each mailbox said in a frozen ballot, as far as it counts: a character a tool in the
 * order above, + for ship, - for skip, . for no vote.
 */
export function saidInBallot(issueId: number): RawBuilder<{ mailbox_id: number; said: string }> {
  return sql`select mailbox_id, said from ballot_voters where issue_id = ${issueId}`;
}
