import type { CardSide, Community } from '../../emails/props';
import { isIssuePublic } from '../deliveries/public-issues';
import { listCards } from '../issues/content';
import { getIssue } from '../issues/find';
import { NO_PUBLIC_ISSUE } from '../issues/refusal-words';
import type { Database } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { type Ballot, findBallot } from '../votes/ballots/ballot';
import {
  type BallotTotals,
  findBallotTotals,
  readResults,
  type ToolResult,
} from '../votes/ballots/results';
import { readCommunity } from '../votes/tallies';

export interface ToolOutcome {
  slug: string;
  name: string;
  /** 0 to 100, as the issue printed it. */
  panel_ship: number;
  /** As in the issue that went out. */
  sent: Community;
  /** Null until the ballot is frozen. */
  result: ToolResult | null;
  today: Community;
}

export interface IssueResult {
  number: number;
  send_at: Date;
  ballot: Ballot;
  /** Null while voting is open, or has closed and settles. */
  sum: BallotTotals | null;
  comparisons: { slug: string; tools: [ToolOutcome, ToolOutcome] }[];
}

/** Refuses an issue that isn't public, as if there were none. */
export async function readIssueResult(
  db: Database,
  { number, floor }: { number: number; floor: number },
): Promise<IssueResult> {
  const issue = await getIssue(db, number);
  const ballot = await findBallot(db, issue.id);
  if (!ballot || !(await isIssuePublic(db, issue.id))) {
    throw new Refusal('missing', NO_PUBLIC_ISSUE);
  }
  const cards = await listCards(db, issue.id);
  const toolIds = [...new Set(cards.flatMap(({ sides }) => sides.map(({ tool }) => tool.id)))];
  const today = await readCommunity(db, { toolIds, floor });
  const results = ballot.frozen_at ? await readResults(db, { ballot, floor }) : null;
  const toOutcome = ({ tool, panel_ship, community }: CardSide): ToolOutcome => ({
    slug: tool.slug,
    name: tool.name,
    panel_ship,
    sent: community,
    result: results?.get(tool.id) ?? null,
    today: today.get(tool.id)!,
  });
  return {
    number,
    send_at: issue.send_at!,
    ballot,
    sum: (await findBallotTotals(db, issue.id)) ?? null,
    comparisons: cards.map(({ comparison, sides }) => ({
      slug: comparison.slug,
      tools: [toOutcome(sides[0]), toOutcome(sides[1])],
    })),
  };
}
