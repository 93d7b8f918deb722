/** One tool as a comparison page shows it; `quotes` are in the order of SEATS, without their marks. */
export interface ParsedSide {
  name: string;
  tagline: string;
  category: string;
  entry_price: string;
  description: string;
  /** Whole, 0 to 100. */
  panel_ship: number;
  /** Whole, 0 to 100; null where the page prints a dash. */
  printed_community: number | null;
  quotes: [string, string, string, string];
}

/** A comparison page that keeps every rule: the first tool and the second. */
export interface ParsedPage {
  sides: [ParsedSide, ParsedSide];
  /** What was cleaned away, a sentence each; only where something was. */
  cleaned?: string[];
}

/** A line of a page: its number in the file, from 1, and its text as it is kept. */
export interface Line {
  number: number;
  text: string;
  /** What was done to its text, half a sentence each. */
  cleaned: string[];
}

/** Why a page is not taken: one sentence, and the line it speaks of (null: the file as a whole). */
export class PageFault extends Error {
  override readonly name = 'PageFault';
  constructor(
    readonly line: number | null,
    readonly reason: string,
  ) {
    super(reason);
  }
}

const SHOWN_CHARACTERS = 80;

/** Ends the parsing: `found` stands on this line where `expected` should. */
export function refuseLine(number: number, found: string, expected: string): never {
  throw new PageFault(number, `Line ${number}: found ${found} where ${expected} was expected.`);
}

/** Text of a page for use in a sentence: in quotation marks, and shortened when it is long. */
export function show(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_CHARACTERS + 2)];
  const isLong = characters.length > SHOWN_CHARACTERS;
  const shown = isLong ? `${characters.slice(0, SHOWN_CHARACTERS).join('').trimEnd()}…` : text;
  return /^[“"]/.test(text) ? shown : `“${shown}”`;
}

export function sizeOf(text: string): string {
  return `${text.length.toLocaleString('en-GB')} characters`;
}
