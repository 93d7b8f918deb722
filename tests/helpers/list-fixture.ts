import { stringify } from 'csv-stringify/sync';
import { listReaders, type ReaderRow } from '../../src/audience/list-readers';
import { importReaders, type ReadersImported } from '../../src/audience/lists/import-readers';
import { OWN_COLUMNS, toCells } from '../../src/audience/lists/own-format';
import type { Database } from '../../src/platform/database';
import { newId } from '../../src/platform/ids';
import { ensureInstallation, type Installation } from '../../src/platform/installation';
import { cloneDatabase } from './database';

/** A database for importing and exporting lists. */
export interface ListFixture {
  db: Database;
  installation: Installation;
  at: Date;
  /** At this moment, `at` by default. */
  take(csv: string, options?: { at?: Date; ignore?: string[] }): Promise<ReadersImported>;
  list(): Promise<ReaderRow[]>;
  /** The state of each address in the export. */
  states(): Promise<Record<string, string>>;
  /** The export's own bytes. */
  write(): Promise<string>;
}

export async function openListFixture(at = new Date('2026-11-20T08:00:00Z')): Promise<ListFixture> {
  const db = await cloneDatabase();
  const home = { public_url: 'local', mail: 'local' } as const;
  const installation = await ensureInstallation(db, { home, newId, at });
  return makeListFixture({ db, installation, at });
}

/** In a transaction that leaves nothing behind. */
export async function onPassingFixture(
  { db, installation, at }: ListFixture,
  work: (fixture: ListFixture) => Promise<void>,
): Promise<void> {
  const tx = await db.startTransaction().execute();
  try {
    await work(makeListFixture({ db: tx, installation, at }));
  } finally {
    await tx.rollback().execute();
  }
}

function makeListFixture(base: Pick<ListFixture, 'db' | 'installation' | 'at'>): ListFixture {
  const { db, installation, at } = base;
  const list = async () => {
    const rows: ReaderRow[] = [];
    for await (const row of listReaders(db)) rows.push(row);
    return rows;
  };
  return {
    ...base,
    list,
    take: (csv, options = {}) =>
      importReaders(db, {
        ...{ csv, consent: 'at a fair in Berlin', installation, actor: 'test', at },
        ...options,
      }),
    states: async () => Object.fromEntries((await list()).map((row) => [row.email, row.state])),
    write: async () => stringify([OWN_COLUMNS, ...(await list()).map(toCells)]),
  };
}
