import { Refusal } from '../refusal';
import { dropStrayControls } from './direction';
import { dropUnseen } from './unseen-characters';

/** Text as it is kept, and what was done to it, half a sentence each ("no-break spaces made plain"). */
export interface CleanText {
  text: string;
  cleaned: string[];
}

/** Why text cannot be kept: half a sentence that names the character by its code point. */
export interface TextFault {
  fault: string;
}

/**
 * One line of text as it is kept: letters in Unicode's NFC, each space a plain one and none at either
 * end, no characters that nobody sees unless a script or an emoji needs them, and no turning of the
 * direction of writing that goes beyond the text.
 */
export function cleanLine(given: string): CleanText | TextFault {
  const fault = findFault(given) ?? findBreak(given);
  return fault ? { fault } : clean(given, [SPACES, ...STEPS, TRIM]);
}

/** The same for text of several lines, which keeps its line breaks, tabs and no-break spaces. */
export function cleanLines(given: string): CleanText | TextFault {
  const fault = findFault(given);
  return fault ? { fault } : clean(given, [BREAKS, ...STEPS]);
}

/** What was cleaned, as a sentence that begins with what the text is; nothing where nothing was. */
export function sayCleaned(what: string, cleaned: string[]): string[] {
  return cleaned.length === 0 ? [] : [`${what} was cleaned: ${cleaned.join(', ')}.`];
}

/** A clean line, or a refusal that begins with what the text is: "A subject". */
export function requireCleanLine(what: string, given: string): string {
  const read = cleanLine(given);
  if ('fault' in read) throw new Refusal('invalid', `${what} has ${read.fault}.`);
  return read.text;
}

/** A character by its code point: U+202E. */
export function nameCharacter(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

type Step = [said: string, change: (text: string) => string];

const STEPS: Step[] = [
  ['characters that turn the direction of writing removed', dropStrayControls],
  ['invisible characters removed', dropUnseen],
  ['letters joined with their accents', (text) => text.normalize('NFC')],
];

const SPACES: Step = [
  'special spaces made plain',
  (text) => text.replace(BETWEEN_WORDS, (gap) => (/^ +$/.test(gap) ? gap : ' ')),
];
/** Between two words, with what nobody sees: one gap to the eye. Plain spaces are as many as were typed. */
const BETWEEN_WORDS = /[\t\p{Z}](?:[\t\p{Z}\u00ad\u200b-\u200d\u2060\ufeff]*[\t\p{Z}])?/gu;
const BREAKS: Step = [
  'line separators made line breaks',
  (text) => text.replace(/[\u2028\u2029]/g, '\n'),
];
const TRIM: Step = ['spaces at the ends removed', (text) => text.trim()];

function clean(given: string, steps: Step[]): CleanText {
  const cleaned: string[] = [];
  let text = given;
  for (const [said, change] of steps) {
    const changed = change(text);
    if (changed !== text) cleaned.push(said);
    text = changed;
  }
  return { text, cleaned };
}

/** Control characters, what Unicode keeps for programs, and what stands where text was lost (U+FFFD). */
const FORBIDDEN = /[^\P{Cc}\t\r\n]|\p{Noncharacter_Code_Point}|[\ufff9-\ufffd]|\p{Cs}/u;
const EVERY_FORBIDDEN = /[^\P{Cc}\t\r\n]|\p{Noncharacter_Code_Point}|[\ufff9-\ufffd]|\p{Cs}/gu;
const BREAK = /[\r\n]/;

/** The first character that no text can have: half a sentence that names it; null where there is none. */
export function findFault(text: string): string | null {
  const found = FORBIDDEN.exec(text)?.[0];
  if (found === undefined) return null;
  const name = nameCharacter(found);
  if (/\p{Cc}/u.test(found)) return `the control character ${name}`;
  return `${name}, which is ${/\p{Cs}/u.test(found) ? 'half a character' : 'no character of any text'}`;
}

/** Text that was kept before it was looked at, without what no text can have. */
export function dropFaults(text: string): string {
  return text.replace(EVERY_FORBIDDEN, '');
}

function findBreak(text: string): string | null {
  const found = BREAK.exec(text.trim())?.[0];
  return found === undefined
    ? null
    : `a line break (${nameCharacter(found)}) where one line belongs`;
}
