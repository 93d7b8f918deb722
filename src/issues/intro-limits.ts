import { Refusal } from '../platform/refusal';

const MAX_CHARACTERS = 10_000;
const MAX_LINES = 400;
const MAX_SIGNS = 1_000;
const MAX_BRACKETS = 100;
/** Three lists or quotations, each inside the one before. */
const DEEP = /^(?:[ \t]*(?:>|(?:[-+*]|\d+[.)])[ \t])){3}/;

/**
 * Markdown's grammar is quadratic in open emphasis, brackets, headings and nested lists: 10,000
 * characters of them took over a second, and at most 50 ms within these limits.
 */
export function requireBriefIntro(markdown: string): void {
  if (markdown.length > MAX_CHARACTERS) refuse('An intro can have at most 10,000 characters.');
  const lines = markdown.split(/\r\n?|\n/);
  if (lines.length > MAX_LINES) refuse('An intro can have at most 400 lines.');
  if (count(markdown, /[*_[\]<>`~&!\\#=+]/g) > MAX_SIGNS)
    refuse('An intro can have at most 1,000 Markdown characters, such as * _ [ ] ` and &.');
  if (count(markdown, /</g) > MAX_BRACKETS) refuse('An intro can have at most 100 “<” characters.');
  const deep = lines.findIndex((line) => DEEP.test(line));
  if (deep >= 0)
    refuse(
      `Line ${deep + 1} of the intro nests three lists or quotations: at most one list is allowed.`,
    );
}

function count(text: string, sign: RegExp): number {
  return text.match(sign)?.length ?? 0;
}

function refuse(sentence: string): never {
  throw new Refusal('invalid', sentence);
}
