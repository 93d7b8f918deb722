import { type Line, PageFault, refuseLine } from './page';

export const MAX_PAGE_BYTES = 1_048_576;

const NEWLINE = 0x0a;

/** The lines of a page that are not blank, or a PageFault where the bytes are no page of text. */
export function readLines(bytes: Uint8Array): Line[] {
  if (bytes.length > MAX_PAGE_BYTES) throw new PageFault(null, sizeReason(bytes.length));
  if (bytes.length === 0) throw emptiness('The file is empty');
  refuseNul(bytes);
  const lines = decode(bytes)
    .split('\n')
    .map((text, index) => ({ number: index + 1, text: withoutTrailingSpace(text) }));
  for (const line of lines) refuseControlCharacters(line);
  const written = lines.filter((line) => line.text.trim() !== '');
  if (written.length === 0) throw emptiness('The file holds nothing but blank lines');
  return written;
}

export function sizeReason(bytes: number): string {
  const size = bytes.toLocaleString('en-GB');
  return `The file is ${size} bytes long where a page of at most 1 MB (1,048,576 bytes) was expected.`;
}

function emptiness(found: string): PageFault {
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

// A loop, since /[ \t\r]+$/ takes quadratic time over a long run of spaces inside a line.
function withoutTrailingSpace(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r'.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

function refuseControlCharacters({ number, text }: Line): void {
  const found = /[^\P{Cc}\t]/u.exec(text)?.[0];
  if (found === undefined) return;
  const code = found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  refuseLine(number, `the control character U+${code}, as in a binary file,`, 'plain text');
}
