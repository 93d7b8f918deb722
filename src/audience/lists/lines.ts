import { isUtf8 } from 'node:buffer';
import { Refusal } from '../../platform/refusal';

/** Whole, or piece by piece. */
export type ListSource = string | AsyncIterable<Uint8Array>;

const MAX_LINE_BYTES = 256 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const BOM = '\ufeff';

/** Refuses the whole file and names its physical line, from 1. */
export function refuseFile(line: number, why: string): Refusal {
  return new Refusal('invalid', `Line ${line}: ${why}. Nothing was imported.`);
}

/** Lines of UTF-8 in chunks, without a byte-order mark, whether CRLF, LF or CR ends them. */
export async function* readLines(source: ListSource): AsyncGenerator<string[]> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 1;
  for await (const piece of typeof source === 'string' ? [Buffer.from(source)] : source) {
    rest = rest.length === 0 ? view(piece) : Buffer.concat([rest, piece]);
    const end = findLastEnd(rest);
    if (rest.length - end > MAX_LINE_BYTES) throw refuseFile(number, 'it is too long');
    if (end === 0) continue;
    const lines = decodeLines(rest.subarray(0, end), number);
    rest = rest.subarray(end);
    number += lines.length;
    yield lines;
  }
  if (rest.length > 0) yield decodeLines(rest, number);
}

function view(piece: Uint8Array): Buffer {
  return Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** The end of the last whole line. A CR at the very end may be half of a CRLF. */
function findLastEnd(bytes: Buffer): number {
  if (bytes.length < 2) return bytes[0] === LF ? 1 : 0;
  return Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR, bytes.length - 2)) + 1;
}

function decodeLines(bytes: Buffer, first: number): string[] {
  if (first === 1) refuseUtf16(bytes);
  if (!isUtf8(bytes) || bytes.includes(0)) throw refuseBytes(bytes, first);
  const text = bytes.toString('utf8');
  const lines = (first === 1 && text.startsWith(BOM) ? text.slice(1) : text).split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function refuseUtf16(bytes: Buffer): void {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff') {
    throw refuseFile(1, 'the file is in UTF-16: save it as CSV in UTF-8');
  }
}

function refuseBytes(bytes: Buffer, first: number): Refusal {
  let line = first;
  let from = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    const isEnd = bytes[at] === LF || bytes[at] === CR || at === bytes.length;
    if (!isEnd) continue;
    const part = bytes.subarray(from, at);
    if (part.includes(0))
      return refuseFile(
        line,
        'it has the character U+0000, which is not text: if the file is in UTF-16, save it as CSV in UTF-8',
      );
    if (!isUtf8(part)) return refuseFile(line, 'it is not in UTF-8: save the file as CSV in UTF-8');
    if (bytes[at] === CR && bytes[at + 1] === LF) at += 1;
    from = at + 1;
    line += 1;
  }
  throw new Error('bytes were refused although nothing is wrong with them');
}
