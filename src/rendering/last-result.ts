import type { CardContent, LastResult, ReturnedTool } from '../../emails/props';
import { listCards } from '../issues/content';
import { getIssueById, type Issue } from '../issues/find';
import type { Database } from '../platform/database';
import { type Ballot, findReturnedBallot } from '../votes/ballots/ballot';
import { countVoters, readResults, type ToolResult } from '../votes/ballots/results';
import { findBallotToReturn, listBallotTools } from '../votes/ballots/returned-ballot';

interface Reading {
  issue: Issue;
  floor: number;
  publicUrl: string;
  /** Even without votes that count. */
  withEmptyResult?: boolean;
}

/**
 * Frozen for an issue that went out, else the last ballot as it stands now. Null if there is none,
 * or no vote in it counts.
 */
export async function readLastResult(
  db: Database,
  { issue, floor, publicUrl, withEmptyResult = false }: Reading,
): Promise<LastResult | null> {
  const ballot = await (issue.planned_at
    ? findReturnedBallot(db, issue.id)
    : findBallotToReturn(db));
  if (!ballot) return null;
  const { number } = await getIssueById(db, ballot.issue_id);
  const voters = await countVoters(db, ballot);
  if (voters === 0 && !withEmptyResult) return null;
  const comparisons = await listReturned(db, ballot, floor);
  const url = `${publicUrl}/issues/${number}/results`;
  return { issue: number, voters, comparisons, url, ownVoteMarks: null };
}

async function listReturned(
  db: Database,
  ballot: Ballot,
  floor: number,
): Promise<[ReturnedTool, ReturnedTool][]> {
  const results = await readResults(db, { ballot, floor });
  const places = await listBallotTools(db, ballot.issue_id);
  const toReturned = ({ tool, panel_ship }: CardContent['sides'][number]): ReturnedTool => ({
    place: places.indexOf(tool.id),
    name: tool.name,
    panel_ship,
    ...shownOf(results.get(tool.id)!),
  });
  const cards = await listCards(db, ballot.issue_id);
  return cards.map(({ sides }) => [toReturned(sides[0]), toReturned(sides[1])]);
}

function shownOf({ community, too_close }: ToolResult) {
  return { community, too_close: too_close === true };
}
