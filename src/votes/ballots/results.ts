import { type RawBuilder, sql } from 'kysely';
import type { Community } from '../../../emails/props';
import type { Database } from '../../platform/database';
import { toCommunity } from '../community';
import { isTooClose } from '../interval';
import type { Ballot } from './ballot';

/** Votes that count, and held pairs. */
export interface ToolCount {
  tool_id: string;
  ship: number;
  skip: number;
  held: number;
}

export interface ToolResult {
  tool_id: string;
  community: Community;
  /** Null below the floor. */
  too_close: boolean | null;
  /** Mailboxes whose votes on this tool are held. */
  held: number;
}

export interface BallotTotals {
  issue_id: number;
  opened_at: Date;
  closed_at: Date;
  frozen_at: Date;
  voters: number;
  counted: number;
  held: number;
  late: number;
}

/** Undefined until it is frozen. */
export async function findBallotTotals(
  db: Database,
  issueId: number,
): Promise<BallotTotals | undefined> {
  const row = await db
    .selectFrom('ballots')
    .select(['issue_id', 'opened_at', 'closed_at', 'frozen_at'])
    .select(['voters', 'counted', 'held', 'late'])
    .where('issue_id', '=', issueId)
    .where('frozen_at', 'is not', null)
    .executeTakeFirst();
  return row as BallotTotals | undefined;
}

/** For an open ballot this reads every vote, so no page calls it. */
export async function readResults(
  db: Database,
  { ballot, floor }: { ballot: Ballot; floor: number },
): Promise<Map<string, ToolResult>> {
  const rows = ballot.frozen_at
    ? await db
        .selectFrom('ballot_results')
        .select(['tool_id', 'ship', 'skip', 'held'])
        .where('issue_id', '=', ballot.issue_id)
        .execute()
    : await countResults(db, ballot.issue_id);
  return new Map(rows.map((row) => [row.tool_id, toToolResult(row, floor)]));
}

async function countResults(db: Database, issueId: number): Promise<ToolCount[]> {
  const { rows } = await countsByTool(sql.table('ballot_pairs'), issueId).execute(db);
  return rows;
}

/** `pairs`: the view ballot_pairs, or what was read from it. */
export function countsByTool(pairs: RawBuilder<unknown>, issueId: number): RawBuilder<ToolCount> {
  return sql`
    select tool_id, count(*) filter (where choice = 'ship') as ship,
      count(*) filter (where choice = 'skip') as skip,
      count(*) filter (where standing = 'held') as held
    from (select distinct tool_id from links where issue_id = ${issueId} and kind = 'vote') as tool
      left join (select tool_id, standing, choice from ${pairs} where issue_id = ${issueId}) as pair
        using (tool_id)
    group by tool_id order by tool_id`;
}

export async function countVoters(db: Database, ballot: Ballot): Promise<number> {
  if (ballot.frozen_at) return (await findBallotTotals(db, ballot.issue_id))!.voters;
  const { voters } = await db
    .selectFrom('ballot_votes')
    .select(({ fn }) => fn.count<number>('mailbox_id').distinct().as('voters'))
    .where('issue_id', '=', ballot.issue_id)
    .executeTakeFirstOrThrow();
  return voters;
}

/** Below the floor there is no share, and nothing is too close. */
export function toToolResult({ tool_id, ship, skip, held }: ToolCount, floor: number): ToolResult {
  const community = toCommunity({ ship, skip }, floor);
  const too_close = community.percent === null ? null : isTooClose({ ship, skip });
  return { tool_id, community, too_close, held };
}
