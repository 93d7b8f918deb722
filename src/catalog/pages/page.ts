/** `quotes` are in the order of SEATS, without their marks. */
export interface ParsedSide {
  name: string;
  tagline: string;
  category: string;
  entry_price: string;
  description: string;
  /** Whole, 0 to 100. */
  panel_ship: number;
  /** Whole, 0 to 100; null if the page prints a dash. */
  printed_community: number | null;
  quotes: [string, string, string, string];
}

export interface ParsedPage {
  sides: [ParsedSide, ParsedSide];
  /** A sentence each. */
  cleaned?: string[];
}

/** `number` counts from 1 in the file; `text` is cleaned. */
export interface Line {
  number: number;
  text: string;
  /** Half a sentence each. */
  cleaned: string[];
}

/** One sentence, and its line (null: the whole file). */
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

export function refuseLine(number: number, found: string, expected: string): never {
  throw new PageFault(number, `Line ${number}: found ${found} where ${expected} was expected.`);
}

/** In quotation marks, and shortened if it is long. */
export function show(text: string): string {
  const characters = [...text.slice(0, 2 * SHOWN_CHARACTERS + 2)];
  const isLong = characters.length > SHOWN_CHARACTERS;
  const shown = isLong ? `${characters.slice(0, SHOWN_CHARACTERS).join('').trimEnd()}…` : text;
  return /^[“"]/.test(text) ? shown : `“${shown}”`;
}

export function sizeOf(text: string): string {
  return `${text.length.toLocaleString('en-GB')} characters`;
}
