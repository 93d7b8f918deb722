import { writeFacts } from './facts';
import { findResting, findTaken } from './obstacles';
import type { Scored } from './weigh';
import { countOf, nameOf, toOrdinal } from './wording';

/** One sentence with its numbers. */
export function explainPick(pick: Scored, before: Scored[]): string {
  const head = `Picked ${toOrdinal(before.length + 1)}`;
  const because = pick.candidate.pinned ? ' because it is pinned,' : '';
  const facts = writeFacts(pick, toCandidates(before));
  return `${head}${because} with ${countOf(pick.score, 'point')}: ${facts}.`;
}

interface Outcome {
  picks: Scored[];
  entries: number;
  rest: number;
}

export function explainLeftOut(missed: Scored, { picks, entries, rest }: Outcome): string {
  const head = missed.candidate.pinned ? 'Left out although pinned' : 'Left out';
  const why = writeObstacle(missed, { picks, rest }) ?? writeShortfall(missed, picks);
  const facts = writeFacts(missed, toCandidates(picks.slice(0, entries - 1)));
  return `${head}: ${why}; ${facts}.`;
}

function writeObstacle(
  { candidate, score }: Scored,
  { picks, rest }: { picks: Scored[]; rest: number },
): string | null {
  const points = countOf(score, 'point');
  const resting = findResting(candidate, rest);
  if (resting) {
    const ago = countOf(resting.last_featured, 'issue');
    return `${nameOf(resting)} was featured ${ago} ago and rests for ${rest} (otherwise it would have ${points})`;
  }
  const taken = findTaken(candidate, toCandidates(picks));
  if (!taken) return null;
  return `${nameOf(taken.tool)} is already in pick ${taken.rank} (otherwise it would have ${points})`;
}

function writeShortfall({ candidate, score }: Scored, picks: Scored[]): string {
  const last = picks.at(-1)!;
  const points = countOf(score, 'point');
  if (last.candidate.pinned && !candidate.pinned) {
    return `pinned comparisons take ${picks.length === 1 ? 'the only place' : `all ${picks.length} places`} (otherwise it would have ${points})`;
  }
  if (score < last.score) return `${points}, ${last.score - score} fewer than pick ${picks.length}`;
  const later = last.candidate.published_on > candidate.published_on;
  return `${points}, as many as pick ${picks.length}, which ${later ? 'is newer' : 'comes first by name'}`;
}

function toCandidates(scored: Scored[]) {
  return scored.map(({ candidate }) => candidate);
}
