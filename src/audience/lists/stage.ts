import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { Refusal } from '../../platform/refusal';
import { hashAddress } from '../address';
import { hashMailbox } from '../mailbox';
import { type Header, readHeader } from './columns';
import type { ListSource } from './lines';
import { readRecords } from './records';
import { type ListRow, makeRowReader, type RowReader } from './rows';

export interface RefusedRow {
  /** The physical line on which the row begins, from 1. */
  line: number;
  reason: string;
}

/** Its rows wait in the table `list_rows` until the transaction ends. */
export interface StagedList {
  rows: number;
  refused: RefusedRow[];
  /** Columns that were not read, as the file names them. */
  left_out: string[];
}

interface Staging {
  csv: ListSource;
  /** Unknown columns that may be left out. */
  ignore: string[];
  installation: Installation;
  at: Date;
}

const ROWS_PER_STATEMENT = 1_000;
const MAX_REFUSED = 50_000;

/**
 * A file that can't be read to the letter is refused with its line; a bad row is reported by its
 * line and left out.
 */
export async function stageList(tx: Database, staging: Staging): Promise<StagedList> {
  await createTable(tx);
  const { csv, ignore, at } = staging;
  const refused: RefusedRow[] = [];
  let rows = 0;
  let header: Header | undefined;
  let readRow: RowReader | undefined;
  const begin = (text: string, line: number) => {
    header = readHeader(text, line, ignore);
    if (!header.fault) readRow = makeRowReader(header.columns, at);
    return { delimiter: header.delimiter, columns: header.width };
  };
  const writer = new RowWriter(tx);
  try {
    for await (const records of readRecords(csv, begin)) {
      for (const { line, cells } of records) {
        rows += 1;
        if (!readRow) continue;
        const read = readRow(cells);
        if (typeof read === 'string') refuse(refused, { line, reason: read });
        else if (writer.add(toStaged(read, rows, staging))) await writer.write();
      }
    }
  } finally {
    await writer.end();
  }
  if (header?.fault) throw header.fault;
  if (rows === 0) {
    throw new Refusal(
      'invalid',
      'The file has no rows below its first line. Nothing was imported.',
    );
  }
  await keepHeaviest(tx);
  return { rows, refused, left_out: listLeftOut(header!) };
}

function refuse(refused: RefusedRow[], row: RefusedRow): void {
  if (refused.length === MAX_REFUSED) {
    const { line, reason } = refused[0]!;
    throw new Refusal(
      'invalid',
      `More than ${MAX_REFUSED.toLocaleString('en')} rows cannot be imported, the first on line ${line}: ${reason}. Nothing was imported.`,
    );
  }
  refused.push(row);
}

function listLeftOut({ columns }: Header): string[] {
  return columns.filter(({ meaning }) => meaning.kind === 'kept-out').map(({ name }) => name);
}

async function createTable(tx: Database): Promise<void> {
  await sql`create temporary table list_rows (
    place integer not null,
    email text not null,
    email_key text not null,
    email_hash bytea not null,
    mailbox_hash bytea not null,
    weight smallint not null,
    becomes text not null,
    confirmed_at timestamptz,
    left_at timestamptz,
    reason text,
    suppressed_at timestamptz,
    opens_consent_at timestamptz,
    opens_refused_at timestamptz,
    plain_links boolean,
    topics text[],
    paused_until timestamptz,
    paused_issues integer
  ) on commit drop`.execute(tx);
}

/** Without keys for what the list doesn't say. */
type StagedRow = Record<string, unknown>;

function toStaged(row: ListRow, place: number, { installation, at }: Staging): StagedRow {
  const { opens, state, ...values } = row;
  const staged: StagedRow = {
    ...values,
    place,
    becomes: state,
    email_hash: `\\x${hashAddress(installation.address_key, row.email_key).toString('hex')}`,
    mailbox_hash: `\\x${hashMailbox(installation, row.email_key).toString('hex')}`,
  };
  if (opens === 'yes') staged.opens_consent_at ??= row.confirmed_at ?? at;
  return staged;
}

/** Writes while the next rows are read, one statement at a time, so that memory stays flat. */
class RowWriter {
  #rows: StagedRow[] = [];
  #writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly tx: Database) {}

  /** Returns whether it is time to write. */
  add(row: StagedRow): boolean {
    this.#rows.push(row);
    return this.#rows.length >= ROWS_PER_STATEMENT;
  }

  async end(): Promise<void> {
    await this.write();
    await this.#writing;
  }

  /** Waits only if the database is behind. */
  async write(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#writing;
    if (rows.length > 0) this.#writing = insertRows(this.tx, rows);
    // The next write, or the end, reports the failure.
    this.#writing.catch(() => {});
  }
}

async function insertRows(tx: Database, rows: StagedRow[]): Promise<void> {
  await sql`insert into list_rows
    select * from json_populate_recordset(null::list_rows, ${JSON.stringify(rows)}::json)`.execute(
    tx,
  );
}

/** The row that speaks most against mailing an address, else the first. */
async function keepHeaviest(tx: Database): Promise<void> {
  await sql`delete from list_rows where place in (
    select place from (
      select place, row_number() over (partition by email_hash order by weight desc, place) as nth
      from list_rows) as ranked
    where nth > 1)`.execute(tx);
  await sql`create index on list_rows (place)`.execute(tx);
  await sql`analyze list_rows`.execute(tx);
}
