import { Refusal } from '../refusal';
import { dropStrayControls } from './direction';
import { stripInvisible } from './invisible-characters';

/** `cleaned` says what was done, half a sentence each ("no-break spaces made plain"). */
export interface CleanText {
  text: string;
  cleaned: string[];
}

export interface TextFault {
  fault: string;
}

/**
 * NFC, plain spaces, no invisible characters unless a script or an emoji needs them, no bidi
 * control that reaches beyond the text.
 */
export function cleanLine(given: string): CleanText | TextFault {
  const fault = findFault(given) ?? findBreak(given);
  return fault ? { fault } : clean(given, [SPACES, ...STEPS, TRIM]);
}

/** Keeps line breaks, tabs and no-break spaces. */
export function cleanLines(given: string): CleanText | TextFault {
  const fault = findFault(given);
  return fault ? { fault } : clean(given, [BREAKS, ...STEPS]);
}

export function sayCleaned(what: string, cleaned: string[]): string[] {
  return cleaned.length === 0 ? [] : [`${what} was cleaned: ${cleaned.join(', ')}.`];
}

/** A refusal begins with `what`: "A subject". */
export function requireCleanLine(what: string, given: string): string {
  const read = cleanLine(given);
  if ('fault' in read) throw new Refusal('invalid', `${what} has ${read.fault}.`);
  return read.text;
}

export function nameCharacter(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

type Step = [name: string, change: (text: string) => string];

const STEPS: Step[] = [
  ['text-direction characters removed', dropStrayControls],
  ['invisible characters removed', stripInvisible],
  ['letters joined with their accents', (text) => text.normalize('NFC')],
];

const SPACES: Step = [
  'special spaces made plain',
  (text) => text.replace(BETWEEN_WORDS, (gap) => (/^ +$/.test(gap) ? gap : ' ')),
];
/** One visible gap, invisible characters included. Plain spaces stay as many as were typed. */
const BETWEEN_WORDS = /[\t\p{Z}](?:[\t\p{Z}\u00ad\u200b-\u200d\u2060\ufeff]*[\t\p{Z}])?/gu;
const BREAKS: Step = [
  'line separators made line breaks',
  (text) => text.replace(/[\u2028\u2029]/g, '\n'),
];
const TRIM: Step = ['spaces at the ends removed', (text) => text.trim()];

function clean(given: string, steps: Step[]): CleanText {
  const cleaned: string[] = [];
  let text = given;
  for (const [name, change] of steps) {
    const changed = change(text);
    if (changed !== text) cleaned.push(name);
    text = changed;
  }
  return { text, cleaned };
}

/** Control characters, noncharacters, and what marks lost text (U+FFFD). */
const FORBIDDEN = /[^\P{Cc}\t\r\n]|\p{Noncharacter_Code_Point}|[\ufff9-\ufffd]|\p{Cs}/u;
const EVERY_FORBIDDEN = /[^\P{Cc}\t\r\n]|\p{Noncharacter_Code_Point}|[\ufff9-\ufffd]|\p{Cs}/gu;
const BREAK = /[\r\n]/;

export function findFault(text: string): string | null {
  const found = FORBIDDEN.exec(text)?.[0];
  if (found === undefined) return null;
  const name = nameCharacter(found);
  if (/\p{Cc}/u.test(found)) return `the control character ${name}`;
  return `${name}, which is ${/\p{Cs}/u.test(found) ? 'half a character' : 'not a text character'}`;
}

/** For text stored before it was checked. */
export function dropFaults(text: string): string {
  return text.replace(EVERY_FORBIDDEN, '');
}

function findBreak(text: string): string | null {
  const found = BREAK.exec(text.trim())?.[0];
  return found === undefined
    ? null
    : `a line break (${nameCharacter(found)}) where a single line belongs`;
}
