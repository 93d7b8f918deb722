import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** Reader and tool pairs of one issue with any cast: each is in exactly one of the three. */
export interface BallotAccount {
  /** With a vote that counts: a confirmed cast, or a settled provisional one, that is not held. */
  counted: number;
  /** With nothing but provisional casts, some of which may count once they are settled. */
  provisional: number;
  /** With held casts alone. */
  held: number;
}

/** An issue's ballot, read in one statement so that its parts add up. */
export async function readBallotAccount(db: Database, issueId: number): Promise<BallotAccount> {
  const { rows } = await sql<BallotAccount>`
    with pair as (
      select tool_id, subscriber_id, bool_and(coalesce(judged.held, false)) as is_held
      from casts left join cast_judgements as judged on judged.cast_id = casts.id
      where issue_id = ${issueId}
      group by tool_id, subscriber_id
    ), vote as (
      select tool_id, subscriber_id from ballot_votes where issue_id = ${issueId}
    )
    select count(*) filter (where vote.tool_id is not null) as counted,
      count(*) filter (where vote.tool_id is null and not is_held) as provisional,
      count(*) filter (where vote.tool_id is null and is_held) as held
    from pair left join vote using (tool_id, subscriber_id)`.execute(db);
  return rows[0]!;
}
