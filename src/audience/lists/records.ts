import { type ListSource, readLines, refuseFile } from './lines';

/** `line`: the physical line on which the row begins, from 1. */
export interface ListRecord {
  line: number;
  cells: string[];
}

const MAX_RECORD_CHARACTERS = 64_000;

/**
 * Strict CSV (RFC 4180), line by line: a cell with a quotation mark must be quoted, with every mark
 * inside doubled. Refuses the rest by line.
 */
export class RecordReader {
  #cells: string[] = [];
  /** What has been read of a quoted cell; null outside of one. */
  #open: string | null = null;
  #line = 0;
  #quoteLine = 0;

  constructor(private readonly delimiter: string) {}

  /** The record that ends on this line; null if none does. */
  read(text: string, line: number): ListRecord | null {
    if (this.#open === null) {
      if (text === '') return null;
      if (!text.includes('"')) return { line, cells: text.split(this.delimiter) };
      this.#cells = [];
      this.#line = line;
    }
    return this.#scan(text, line) ? { line: this.#line, cells: this.#cells } : null;
  }

  /** Refuses a file that ends inside quotation marks. */
  end(): void {
    if (this.#open !== null) throw this.#refuse('is never closed');
  }

  #scan(text: string, line: number): boolean {
    let at = 0;
    for (;;) {
      if (this.#open === null && text[at] !== '"') {
        const end = this.#takePlain(text, at, line);
        if (end === text.length) return true;
        at = end + 1;
        continue;
      }
      const end = this.#takeQuoted(text, at, line);
      if (end === null) return false;
      if (end === text.length) return true;
      at = end + 1;
    }
  }

  /** Returns where the cell ends. */
  #takePlain(text: string, from: number, line: number): number {
    const found = text.indexOf(this.delimiter, from);
    const end = found < 0 ? text.length : found;
    const cell = text.slice(from, end);
    if (cell.includes('"')) {
      throw refuseFile(
        line,
        'there is a quotation mark inside a cell that does not begin with one',
      );
    }
    this.#cells.push(cell);
    return end;
  }

  /** Returns where the cell ends; null if it goes on in the next line. */
  #takeQuoted(text: string, from: number, line: number): number | null {
    let at = from;
    if (this.#open === null) {
      this.#open = '';
      this.#quoteLine = line;
      at += 1;
    }
    for (;;) {
      const close = text.indexOf('"', at);
      this.#grow(close < 0 ? `${text.slice(at)}\n` : text.slice(at, close));
      if (close < 0) return null;
      if (text[close + 1] !== '"') return this.#close(text, close + 1);
      this.#grow('"');
      at = close + 2;
    }
  }

  #grow(text: string): void {
    this.#open += text;
    if (this.#open!.length > MAX_RECORD_CHARACTERS) {
      throw this.#refuse(
        `is not closed within ${MAX_RECORD_CHARACTERS.toLocaleString('en')} characters`,
      );
    }
  }

  #close(text: string, end: number): number {
    if (end < text.length && text[end] !== this.delimiter) {
      throw this.#refuse('is followed by another one with text right after it');
    }
    this.#cells.push(this.#open!);
    this.#open = null;
    return end;
  }

  #refuse(what: string) {
    return refuseFile(this.#quoteLine, `the quotation mark that opens a cell here ${what}`);
  }
}

/**
 * In chunks, with as many cells each as the first line. `begin` gets the first line that isn't
 * blank and says how cells are separated.
 */
export async function* readRecords(
  source: ListSource,
  begin: (text: string, line: number) => { delimiter: string; columns: number },
): AsyncGenerator<ListRecord[]> {
  let header: { reader: RecordReader; columns: number } | undefined;
  let line = 0;
  for await (const texts of readLines(source)) {
    const records: ListRecord[] = [];
    for (const text of texts) {
      line += 1;
      if (!header) {
        if (text.trim() === '') continue;
        const { delimiter, columns } = begin(text, line);
        header = { reader: new RecordReader(delimiter), columns };
        continue;
      }
      const record = header.reader.read(text, line);
      if (record) records.push(requireWidth(record, header.columns));
    }
    yield records;
  }
  header?.reader.end();
}

function requireWidth(record: ListRecord, columns: number): ListRecord {
  const { length } = record.cells;
  if (length === columns) return record;
  const cells = length === 1 ? '1 cell' : `${length} cells`;
  const named = columns === 1 ? '1 column' : `${columns} columns`;
  throw refuseFile(record.line, `it has ${cells}, but the first line names ${named}`);
}
