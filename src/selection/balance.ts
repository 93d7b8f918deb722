import type { Candidate } from './candidate';
import { weights } from './weights';

/** Whole points; `kin` is how many earlier picks share a category. */
export function balance(base: number, kin: number): number {
  return Math.round(base * weights.balance.keeps ** kin);
}

/** Ranks, from 1, of the picks that share a category with the candidate. */
export function listKin(candidate: Candidate, picks: Candidate[]): number[] {
  return picks.flatMap((pick, index) => (shareCategory(candidate, pick) ? [index + 1] : []));
}

function shareCategory(one: Candidate, other: Candidate): boolean {
  const [first, second] = other.tools;
  return one.tools.some(
    ({ category }) => category === first.category || category === second.category,
  );
}
