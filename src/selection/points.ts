import type { Candidate, CandidateTool } from './candidate';
import { weights } from './weights';

/** Whole points, so that what an editor reads adds up. */
export interface Points {
  freshness: number;
  panel: number;
  community: number;
  votes: number;
}

export const fullMarks: Points = {
  freshness: weights.freshness.points,
  panel: weights.panelSplit.points + weights.panelsApart.points,
  community: weights.communityApart.points,
  votes: weights.votes.points,
};

export function freshnessPoints(ageDays: number): number {
  const { points, halfLifeDays } = weights.freshness;
  return Math.round(points * 2 ** (-ageDays / halfLifeDays));
}

export function panelPoints({ tools: [first, second] }: Candidate): number {
  const split = (panelSplit(first.panel_ship) + panelSplit(second.panel_ship)) / 2;
  const apart = Math.abs(first.panel_ship - second.panel_ship) / 100;
  return Math.round(weights.panelSplit.points * split + weights.panelsApart.points * apart);
}

/** 0 if the panel agrees, 1 if it is evenly split. */
function panelSplit(ship: number): number {
  return 1 - Math.abs(ship - 50) / 50;
}

export function communityPoints(candidate: Candidate): number {
  const { points, fullAt } = weights.communityApart;
  const gap = communityGap(findFurthestApart(candidate));
  return gap < 0 ? 0 : Math.round(points * Math.min(1, gap / fullAt));
}

/** The tool on which readers and panel differ most. */
export function findFurthestApart({ tools: [first, second] }: Candidate): CandidateTool {
  return communityGap(second) > communityGap(first) ? second : first;
}

/** Percentage points; -1 while readers have no percentage. */
function communityGap({ community, panel_ship }: CandidateTool): number {
  return community.percent === null ? -1 : Math.abs(community.percent - panel_ship);
}

export function votesPoints(candidate: Candidate): number {
  const count = countVotes(candidate);
  return Math.round((weights.votes.points * count) / (count + weights.votes.halfAt));
}

export function countVotes({ tools: [first, second] }: Candidate): number {
  return countToolVotes(first) + countToolVotes(second);
}

function countToolVotes({ community }: CandidateTool): number {
  return community.ship + community.skip;
}
