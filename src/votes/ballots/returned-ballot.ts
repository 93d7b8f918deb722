import { type RawBuilder, sql } from 'kysely';
import { isPublic } from '../../deliveries/public-issues';
import { isNotVoid } from '../../issues/void';
import type { Database } from '../../platform/database';
import { type Ballot, selectBallots } from './ballot';

/** The last public issue's, unless an issue has brought it back. */
export function findBallotToReturn(db: Database): Promise<Ballot | undefined> {
  return selectBallots(db)
    .where('issue_id', '=', latestBallot(sql`true`))
    .where(isFree)
    .executeTakeFirst();
}

/** Null if there is none, an issue has brought it back, or no vote in it counts. */
export async function takeBallotToReturn(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<number | null> {
  const { rows } = await sql<{ issue_id: number }>`
    update ballots set returned_in = ${issueId}
    where issue_id = ${latestBallot(sql`frozen_at is not null`)} and ${isFree} and counted > 0
    returning issue_id`.execute(tx);
  return rows[0]?.issue_id ?? null;
}

/** A void issue has brought nothing back: nobody got it. */
const isFree = sql<boolean>`(returned_in is null or exists (
  select from issues where issues.id = ballots.returned_in and not ${isNotVoid}))`;

const latestBallot = (where: RawBuilder<boolean>) => sql<number>`(select latest.issue_id
  from ballots as latest join issues on issues.id = latest.issue_id where ${where} and ${isPublic}
  order by latest.opened_at desc, latest.issue_id desc limit 1)`;

/** In the order of its issue's links. */
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

/** A character a tool, in the order above: `+` for ship, `-` for skip, `.` for no vote. */
export function votesInBallot(
  issueId: number,
): RawBuilder<{ mailbox_id: number; own_votes: string }> {
  return sql`select mailbox_id, own_votes from ballot_voters where issue_id = ${issueId}`;
}
