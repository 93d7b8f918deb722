import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal';
import { readAddress } from '../address';
import type { SuppressionReason } from './suppress';

export const SUPPRESSION_REASONS = ['asked', 'bounced', 'complained', 'erased'] as const;
export const EXPORT_COLUMNS = ['hash', 'reason', 'at', 'actor', 'key'] as const;

/** By hash if it was exported with our key. */
export type FileRow = { email_key: string } | HashRow;

export interface HashRow {
  email_hash: Buffer;
  reason: SuppressionReason;
  at: Date;
}

export interface RefusedLine {
  line: number;
  reason: string;
}

/**
 * One address a line, or what `suppressions export` wrote. Any other file is refused whole; a bad
 * line is refused by number.
 */
export function readSuppressionFile(
  text: string,
  { key }: { key: string },
): { rows: FileRow[]; refused: RefusedLine[] } {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const read =
    lines[0]!.trim() === EXPORT_COLUMNS.join(',')
      ? { rows: readExport(lines.join('\n'), key), refused: [] }
      : readLines(lines);
  if (read.rows.length + read.refused.length === 0)
    throw new Refusal('invalid', 'The file has no addresses. Nothing was added.');
  return read;
}

function readLines(lines: string[]): { rows: FileRow[]; refused: RefusedLine[] } {
  const [first = ''] = lines;
  if (/[,;\t]/.test(first))
    throw new Refusal(
      'invalid',
      'Line 1 has more than one column. Give one address per line, or a file that "suppressions export" wrote.',
    );
  const rows: FileRow[] = [];
  const refused: RefusedLine[] = [];
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '' || (index === 0 && /^"?(e-?mail|address)"?$/i.test(text.trim())))
      continue;
    const address = readAddress(text);
    if (typeof address === 'string') refused.push({ line: index + 1, reason: address });
    else rows.push({ email_key: address.email_key });
  }
  return { rows, refused };
}

const exported = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/, 'the hash is not 64 hexadecimal digits'),
  reason: z.enum(SUPPRESSION_REASONS, 'there is no such reason'),
  at: z.iso.datetime('the time is not a valid time').transform((text) => new Date(text)),
  key: z.string(),
});

/** To the letter or not at all: a hash with one wrong digit would stop nobody. */
function readExport(csv: string, key: string): HashRow[] {
  return parseExport(csv).map((record, index) => {
    const read = exported.safeParse(record);
    const line = index + 2;
    if (!read.success)
      throw new Refusal(
        'invalid',
        `Line ${line}: ${read.error.issues[0]!.message}. Nothing was added.`,
      );
    if (read.data.key !== key)
      throw new Refusal(
        'conflict',
        `Line ${line}: the hash was made with another installation’s key (${read.data.key}; ours is ${key}), so it would stop nobody here. Add the addresses themselves, or move the whole database and adopt it, which keeps the key.`,
      );
    const { hash, reason, at } = read.data;
    return { email_hash: Buffer.from(hash, 'hex'), reason, at };
  });
}

function parseExport(csv: string): Record<string, string>[] {
  try {
    return parse(csv, { columns: true, skip_empty_lines: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal('invalid', `The file cannot be read: ${error.message}. Nothing was added.`);
  }
}
