import { cleanLine, nameCharacter } from '../../platform/text/clean-text';
import { trimEnd } from '../../platform/text/trim-end';
import { type Line, PageFault, refuseLine } from './page';

export const MAX_PAGE_BYTES = 1_048_576;

const NEWLINE = 0x0a;
const list = new Intl.ListFormat('en-GB');

/** Without blank lines. Throws a PageFault for bytes that are not a page of text. */
export function readLines(bytes: Uint8Array): Line[] {
  if (bytes.length > MAX_PAGE_BYTES) throw new PageFault(null, sizeReason(bytes.length));
  if (bytes.length === 0) throw emptyFault('The file is empty');
  refuseNul(bytes);
  const lines = decode(bytes)
    .split('\n')
    .map((text, index) => cleanPageLine(index + 1, trimEnd(text, ' \t\r')));
  const written = lines.filter((line) => line.text !== '');
  if (written.length === 0) throw emptyFault('The file holds nothing but blank lines');
  return written;
}

export function sizeReason(bytes: number): string {
  const size = bytes.toLocaleString('en-GB');
  return `The file is ${size} bytes long where a page of at most 1 MB (1,048,576 bytes) was expected.`;
}

function emptyFault(found: string): PageFault {
  return new PageFault(1, `${found} where “AI tool comparison” was expected on its first line.`);
}

function refuseNul(bytes: Uint8Array): void {
  const at = bytes.indexOf(0);
  if (at === -1) return;
  const found = 'a NUL byte, as in a binary file or in UTF-16,';
  refuseLine(lineNumberAt(bytes, at), found, 'a page of plain text in UTF-8');
}

/** Without a byte-order mark. */
function decode(bytes: Uint8Array): string {
  const text = decodeWhole(bytes);
  if (text !== null) return text;
  // A newline byte is never part of a longer UTF-8 character, so lines can be tried one by one.
  for (let start = 0, number = 1; ; number++) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end === -1 || decodeWhole(bytes.subarray(start, end)) === null)
      return refuseLine(number, 'bytes that are not UTF-8', 'text in UTF-8');
    start = end + 1;
  }
}

function decodeWhole(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function lineNumberAt(bytes: Uint8Array, at: number): number {
  let number = 1;
  for (const byte of bytes.subarray(0, at)) if (byte === NEWLINE) number++;
  return number;
}

/** Plain spaces at the start of a line are the page's own. */
function cleanPageLine(number: number, text: string): Line {
  refuseControlCharacters(number, text);
  const indent = /^ */.exec(text)![0];
  const read = cleanLine(text.slice(indent.length));
  if ('fault' in read) return refuseLine(number, `${read.fault},`, 'plain text');
  return { number, ...read, text: read.text && indent + read.text };
}

function refuseControlCharacters(number: number, text: string): void {
  const found = /[^\P{Cc}\t]/u.exec(text)?.[0];
  if (found === undefined) return;
  const name = nameCharacter(found);
  refuseLine(number, `the control character ${name}, as in a binary file,`, 'plain text');
}

/** A sentence for each kind: "Lines 5 and 14: …". */
export function sayCleaned(lines: Line[]): string[] {
  const byKind = new Map<string, string[]>();
  for (const { number, cleaned } of lines)
    for (const kind of cleaned) {
      byKind.set(kind, byKind.get(kind) ?? []);
      byKind.get(kind)!.push(String(number));
    }
  return [...byKind].map(
    ([kind, numbers]) =>
      `${numbers.length === 1 ? 'Line' : 'Lines'} ${list.format(numbers)}: ${kind}.`,
  );
}
