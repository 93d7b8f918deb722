import { balance, listKin } from './balance';
import type { Candidate } from './candidate';
import type { Scored, Weighed } from './weigh';

interface Choice {
  count: number;
  /** Earlier picks: their categories count against the others'. */
  picked: Candidate[];
  isIn: (candidate: Candidate) => boolean;
}

/** Best first, from the first pool, then from the next, until there are `count`. */
export function pickBest(pools: Weighed[][], { count, picked, isIn }: Choice): Scored[] {
  const taken: Scored[] = [];
  for (const pool of pools) {
    const left = count - taken.length;
    if (left > 0) taken.push(...pickFromPool(pool, { count: left, picked, isIn }));
  }
  return taken;
}

/** A score never exceeds its base, so most candidates are passed by at a glance. */
function pickFromPool(pool: Weighed[], { count, picked, isIn }: Choice): Scored[] {
  const best: Scored[] = [];
  for (const weighed of pool) {
    const last = best.length === count ? best[count - 1]! : null;
    if ((last && weighed.base < last.score) || !isIn(weighed.candidate)) continue;
    const score = balance(weighed.base, listKin(weighed.candidate, picked).length);
    insert(best, { ...weighed, score }, count);
  }
  return best;
}

function insert(best: Scored[], scored: Scored, count: number): void {
  const place = best.findIndex((other) => comesBefore(scored, other));
  best.splice(place === -1 ? best.length : place, 0, scored);
  if (best.length > count) best.pop();
}

/** Equal scores go to the later publication, then by slug. */
function comesBefore(one: Scored, other: Scored): boolean {
  if (one.score !== other.score) return one.score > other.score;
  const [a, b] = [one.candidate, other.candidate];
  if (a.published_on !== b.published_on) return a.published_on > b.published_on;
  return a.slug < b.slug;
}
