import type { Candidate } from './candidate';
import { findResting, findTaken } from './obstacles';
import { pickBest } from './pick-best';
import { explainLeftOut, explainPick } from './reasons';
import { type Scored, type Weighed, weighAll } from './weigh';

/** `rank` runs from 1 through the picks and on through the near misses; `score` is whole points. */
export interface Ranked {
  candidate: Candidate;
  rank: number;
  score: number;
  /** One sentence for an editor; `*name*` marks a tool's name. */
  reason: string;
}

export interface Ranking {
  picks: Ranked[];
  nearMisses: Ranked[];
}

interface Selection {
  candidates: Candidate[];
  entries: number;
  /** For how many issues a featured tool waits. */
  rest: number;
  /** YYYY-MM-DD in the newsletter's time zone. */
  today: string;
}

const NEAR_MISSES = 10;

/** Each pick is the best after those before it, pinned ones first. Input order doesn't matter. */
export function rank({ candidates, entries, rest, today }: Selection): Ranking {
  const weighed = weighAll(candidates, today);
  const pools = [
    weighed.filter(({ candidate }) => candidate.pinned),
    weighed.filter(({ candidate }) => !candidate.pinned),
  ];
  const picks = pickAll(pools, { entries, rest });
  const missed = missBest(pools, { picks, entries });
  return {
    picks: picks.map((pick, index) =>
      toRanked(pick, index + 1, explainPick(pick, picks.slice(0, index))),
    ),
    nearMisses: missed.map((miss, index) =>
      toRanked(miss, picks.length + index + 1, explainLeftOut(miss, { picks, entries, rest })),
    ),
  };
}

function pickAll(
  pools: Weighed[][],
  { entries, rest }: { entries: number; rest: number },
): Scored[] {
  const picks: Scored[] = [];
  while (picks.length < entries) {
    const picked = picks.map((pick) => pick.candidate);
    const isIn = (candidate: Candidate) =>
      !findResting(candidate, rest) && !findTaken(candidate, picked);
    const next = pickBest(pools, { count: 1, picked, isIn })[0];
    if (!next) break;
    picks.push(next);
  }
  return picks;
}

/** Scored as they were when the last place was filled. */
function missBest(
  pools: Weighed[][],
  { picks, entries }: { picks: Scored[]; entries: number },
): Scored[] {
  const ids = new Set(picks.map((pick) => pick.candidate.comparison_id));
  return pickBest(pools, {
    count: NEAR_MISSES,
    picked: picks.slice(0, entries - 1).map((pick) => pick.candidate),
    isIn: (candidate) => !ids.has(candidate.comparison_id),
  });
}

function toRanked({ candidate, score }: Scored, rank: number, reason: string): Ranked {
  return { candidate, rank, score, reason };
}
