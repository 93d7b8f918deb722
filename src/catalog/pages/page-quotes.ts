import { type Line, refuseLine, show, sizeOf } from './page';
import type { PageReader } from './page-reader';

export type FourQuotes = [string, string, string, string];

const MAX_QUOTE_CHARACTERS = 20_000;
const closingMarks = new Map([
  ['“', '”'],
  ['"', '"'],
]);

const ordinals = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th', '8th'];

/** Eight quotes: the first, third, fifth and seventh are about the first tool. */
export function readQuotes(reader: PageReader): { first: FourQuotes; second: FourQuotes } {
  const [a, b, c, d, e, f, g, h] = ordinals.map((ordinal) => readQuote(reader, ordinal));
  return { first: [a!, c!, e!, g!], second: [b!, d!, f!, h!] };
}

export function isQuoteLike({ text }: Line): boolean {
  return closingMarks.has(text[0]!);
}

function readQuote(reader: PageReader, ordinal: string): string {
  const expected = `the ${ordinal} of 8 quotes, one line in quotation marks,`;
  const { number, text } = reader.take(expected);
  const closing = closingMarks.get(text[0]!);
  if (!closing) return refuseLine(number, show(text), expected);
  if (text.length < 2 || !text.endsWith(closing)) {
    const found = `the ${ordinal} quote without its closing mark (${show(text)})`;
    refuseLine(number, found, `${closing} at the end of the line`);
  }
  const quote = text.slice(1, -1);
  refuseEmptyOrLong(number, quote, ordinal);
  return quote;
}

function refuseEmptyOrLong(number: number, quote: string, ordinal: string): void {
  if (quote.trim() === '')
    refuseLine(number, 'nothing between the quotation marks', `the text of the ${ordinal} quote`);
  if (quote.length > MAX_QUOTE_CHARACTERS)
    refuseLine(number, `a quote of ${sizeOf(quote)} (${show(quote)})`, 'one of at most 20,000');
}
