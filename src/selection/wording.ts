import type { CandidateTool } from './candidate';
import { shortenName } from './short-name';

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const endings: Partial<Record<Intl.LDMLPluralRule, string>> = { one: 'st', two: 'nd', few: 'rd' };
const numbers = new Intl.NumberFormat('en');

/** 1st, 2nd, 3rd, 4th … */
export function toOrdinal(n: number): string {
  return `${n}${endings[ordinals.select(n)] ?? 'th'}`;
}

/** "1 point", "2 points", "1,204 points". */
export function countOf(n: number, noun: string): string {
  return `${numbers.format(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** "a", "a and b", "a, b and c". */
export function joinWithAnd(parts: (string | number)[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? `${last}` : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

export function nameOf({ name }: Pick<CandidateTool, 'name'>): string {
  return `*${shortenName(name)}*`;
}
