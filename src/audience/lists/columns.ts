import { Refusal } from '../../platform/refusal';
import { looksLikeState, MEANINGS, type Meaning } from './column-names';
import { refuseFile } from './lines';
import { RecordReader } from './records';
import { plain } from './words';

export interface Column {
  /** As in the file. */
  name: string;
  index: number;
  meaning: Meaning;
}

export interface Header {
  delimiter: string;
  width: number;
  columns: Column[];
  /** Why the file can't be imported although its first line can be read. */
  fault: Refusal | null;
}

const DELIMITERS = [',', ';', '\t'];
const MAX_COLUMNS = 200;

/** The caller wants the `ignored` columns left out. */
export function readHeader(text: string, line: number, ignored: string[]): Header {
  const { delimiter, names } = findDelimiter(text, line);
  try {
    const columns = readColumns(names, line, ignored);
    return { delimiter, width: names.length, columns, fault: null };
  } catch (error) {
    // Rows that can't be read to the letter are reported first.
    if (!(error instanceof Refusal)) throw error;
    return { delimiter, width: names.length, columns: [], fault: error };
  }
}

/** The one that gives the address a column of its own: comma, semicolon or tab. */
function findDelimiter(text: string, line: number): { delimiter: string; names: string[] } {
  const readings = DELIMITERS.flatMap((delimiter) => {
    const names = readNames(text, line, delimiter);
    return names && names.length > 1 && names.some(isEmail) ? [{ delimiter, names }] : [];
  });
  if (readings.length === 1) return readings[0]!;
  if (readings.length > 1) {
    throw refuseFile(line, 'its cells may be separated by more than one character: use only one');
  }
  const names = readNames(text, line, ',');
  if (!names)
    throw refuseFile(line, 'it has a quotation mark that is not closed or is inside a cell');
  return { delimiter: ',', names };
}

function readNames(text: string, line: number, delimiter: string): string[] | null {
  try {
    return new RecordReader(delimiter).read(text, line)?.cells ?? null;
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function readColumns(names: string[], line: number, ignored: string[]): Column[] {
  if (names.length > MAX_COLUMNS)
    throw refuseFile(line, `it names more than ${MAX_COLUMNS} columns`);
  requireNames(names, line);
  requireEmail(names, line);
  requirePresent(names, line, ignored);
  const toIgnore = new Set(ignored.map(plain));
  const unknown = names.filter((name) => !findMeaning(name) && !toIgnore.has(plain(name)));
  if (unknown.length > 0) throw refuseUnknown(unknown, line);
  return names.map((name, index) => ({
    name: name.trim(),
    index,
    meaning: findMeaning(name) ?? { kind: 'kept-out' },
  }));
}

function requireNames(names: string[], line: number): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (plain(name) === '') throw refuseFile(line, `column ${index + 1} has no name`);
    if (seen.has(plain(name))) throw refuseFile(line, `the column ${quote(name)} is named twice`);
    seen.add(plain(name));
  }
}

function requireEmail(names: string[], line: number): void {
  const found = names.filter(isEmail);
  if (found.length === 1) return;
  throw refuseFile(
    line,
    found.length === 0
      ? 'it must name the columns, one of them "email", separated by commas, semicolons or tabs'
      : `${listNames(found)} all name the address: keep one of them`,
  );
}

function requirePresent(names: string[], line: number, ignored: string[]): void {
  const there = new Set(names.map(plain));
  for (const name of ignored) {
    if (!there.has(plain(name))) {
      throw refuseFile(line, `it has no column ${quote(name)} to leave out`);
    }
    const meaning = findMeaning(name);
    if (meaning ? meaning.kind !== 'kept-out' : looksLikeState(plain(name))) {
      throw refuseFile(
        line,
        `the column ${quote(name)} may say who has left or agreed, so it cannot be left out here: remove it from the file if it does not`,
      );
    }
  }
}

function refuseUnknown(unknown: string[], line: number): Refusal {
  const serious = unknown.filter((name) => looksLikeState(plain(name)));
  if (serious.length > 0) {
    return refuseFile(
      line,
      `${listNames(serious)} may say who has left or agreed, but nothing here reads it under this name: call it "state" or "unsubscribed_at", or remove it from the file if it does not`,
    );
  }
  const options = unknown.map((name) => `--ignore ${quote(name)}`).join(' ');
  return refuseFile(
    line,
    `nothing here reads ${listNames(unknown)}: to leave it out, add ${options}`,
  );
}

function findMeaning(name: string): Meaning | undefined {
  const compared = plain(name);
  return (
    MEANINGS.get(compared) ??
    MEANINGS.get(compared.replace(/^(subscriber|member|contact|user) /, ''))
  );
}

function isEmail(name: string): boolean {
  return findMeaning(name)?.kind === 'email';
}

function listNames(names: string[]): string {
  return `the ${names.length === 1 ? 'column' : 'columns'} ${names.map(quote).join(', ')}`;
}

function quote(name: string): string {
  return `"${name.trim().slice(0, 60)}"`;
}
