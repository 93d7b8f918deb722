import type { Verdict } from '../../../emails/props';

const WORD: Record<Verdict, string> = { ship: 'Ship', skip: 'Skip', unknown: 'Not named' };

/** Filled, outlined or neither: the shape tells them apart as well as the word. */
export function VerdictLabel({ verdict }: { verdict: Verdict }) {
  return <span class={`verdict ${verdict}`}>{WORD[verdict]}</span>;
}
