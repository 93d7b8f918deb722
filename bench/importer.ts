import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../migrations';
import { importFiles } from '../src/catalog/import-files';
import { enterPostgres } from '../src/local/postgres';
import { type Database, openDatabase } from '../src/platform/database';
import { newId } from '../src/platform/ids';
import { openLog } from '../src/platform/log';
import { migrate } from '../src/platform/migrate';
import type { Figure } from './figure';
import { inventPages } from './invented-pages';

const PAGES = 2_000;
const TARGET_PAGES_A_SECOND = 500;
const CONNECTIONS = 5;

/**
 * Writes 2,000 invented pages of about 8 kB over 400 shared tools into a folder, and imports that
 * folder into a fresh database on the embedded PostgreSQL with durable commits: reading, checking
 * and one transaction a page. The time is from the call to the last commit.
 */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'verdicts-bench-'));
  // So that the server's account reaches its data in here, and all of it goes in the end.
  await chmod(folder, 0o711);
  const log = openLog(2);
  const postgres = await enterPostgres({ folder: join(folder, 'data'), log });
  const db = openDatabase(postgres.url, { max: CONNECTIONS, log });
  try {
    await migrate(db, migrations);
    const pages = await writePages(join(folder, 'pages'));
    return [toFigure(await measureSeconds(db, pages))];
  } finally {
    await db.destroy();
    await postgres.leave();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writePages(folder: string): Promise<string> {
  await mkdir(folder);
  for (const [at, text] of inventPages(PAGES).entries())
    await writeFile(join(folder, `${at}.txt`), text);
  return folder;
}

async function measureSeconds(db: Database, pages: string): Promise<number> {
  const begunAt = performance.now();
  const { imported } = await importFiles(db, { paths: [pages], newId, at: new Date() });
  const seconds = (performance.now() - begunAt) / 1000;
  const added = imported.filter((file) => file.outcome === 'added').length;
  if (added !== PAGES) throw new Error(`${added} of ${PAGES} pages were added`);
  return seconds;
}

function toFigure(seconds: number): Figure {
  const value = Math.round(PAGES / seconds);
  return {
    name: 'importer: new pages',
    value,
    unit: 'pages a second',
    target: TARGET_PAGES_A_SECOND,
    met: value >= TARGET_PAGES_A_SECOND,
  };
}
