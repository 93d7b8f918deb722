import { DAY_MS } from '../platform/durations';
import type { Candidate } from './candidate';
import { communityPoints, freshnessPoints, type Points, panelPoints, votesPoints } from './points';

/** `base` is the sum of its parts, before balance. */
export interface Weighed {
  candidate: Candidate;
  ageDays: number;
  points: Points;
  base: number;
}

/** `score` is what is left of it after earlier picks. */
export interface Scored extends Weighed {
  score: number;
}

/** A day after `today` (YYYY-MM-DD) is as fresh as today. */
export function weighAll(candidates: Candidate[], today: string): Weighed[] {
  const readAge = ageReader(today);
  const seen = new Set<string>();
  const weighed: Weighed[] = [];
  for (const candidate of candidates) {
    const { ageDays, freshness } = readAge(candidate.published_on);
    if (seen.has(candidate.comparison_id)) continue;
    seen.add(candidate.comparison_id);
    weighed.push(weigh(candidate, ageDays, freshness));
  }
  return weighed;
}

interface Age {
  ageDays: number;
  freshness: number;
}

/** Reads each day once: many candidates share few days. */
function ageReader(today: string): (day: string) => Age {
  const todayMs = Date.parse(today);
  const known = new Map<string, Age>();
  return (day) => {
    const age = known.get(day);
    if (age) return age;
    const ageDays = Math.max(0, (todayMs - Date.parse(day)) / DAY_MS);
    const read = { ageDays, freshness: freshnessPoints(ageDays) };
    known.set(day, read);
    return read;
  };
}

function weigh(candidate: Candidate, ageDays: number, freshness: number): Weighed {
  const panel = panelPoints(candidate);
  const community = communityPoints(candidate);
  const votes = votesPoints(candidate);
  return {
    candidate,
    ageDays,
    points: { freshness, panel, community, votes },
    base: freshness + panel + community + votes,
  };
}
