import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '../platform/refusal';
import { type Address, readAddress } from './address';

export interface ReaderLine extends Address {
  line: number;
  opens: boolean;
}

export interface RefusedLine {
  line: number;
  reason: string;
}

const YES = new Set(['yes', 'y', 'true', '1']);
const NO = new Set(['', 'no', 'n', 'false', '0']);

/** Reads a CSV with the columns `email` and, if consent to opens is known, `opens` (yes or no). */
export function readReaderFile(csv: string): { readers: ReaderLine[]; refused: RefusedLine[] } {
  const readers: ReaderLine[] = [];
  const refused: RefusedLine[] = [];
  for (const { record, line } of parseRecords(csv)) {
    const read = readLine(record, line);
    if (typeof read === 'string') refused.push({ line, reason: read });
    else readers.push(read);
  }
  return { readers, refused };
}

function readLine(record: Record<string, string>, line: number): ReaderLine | string {
  const opens = (record.opens ?? '').trim().toLowerCase();
  const address = readAddress(record.email ?? '');
  if (typeof address === 'string') return address;
  if (!YES.has(opens) && !NO.has(opens))
    return `"${record.opens}" in column opens is neither yes nor no`;
  return { ...address, line, opens: YES.has(opens) };
}

function parseRecords(csv: string): { record: Record<string, string>; line: number }[] {
  try {
    const rows = parse(csv, {
      bom: true,
      columns: readHeader,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as { record: Record<string, string>; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal('invalid', `The file is not a CSV that can be read: ${error.message}.`);
  }
}

function readHeader(names: string[]): string[] {
  const header = names.map((name) => name.trim().toLowerCase());
  if (!header.includes('email')) {
    throw new Refusal('invalid', 'The first line must name the columns, one of them "email".');
  }
  return header;
}
