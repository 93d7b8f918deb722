import type { Verdict } from '../../../emails/props';
import { VERDICT } from './words';

/** Filled, outlined or neither: the shape tells them apart as well as the word. */
export function VerdictLabel({ verdict }: { verdict: Verdict }) {
  return <span class={`verdict ${verdict}`}>{VERDICT[verdict]}</span>;
}
