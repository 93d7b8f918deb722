import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importFiles } from '../src/catalog/pages/import-files';
import type { Database } from '../src/platform/database';
import { newId } from '../src/platform/ids';
import type { Figure } from './figure';
import { onFreshDatabase } from './fresh-database';
import { inventPages } from './invented-pages';

const PAGES = 2_000;
const TARGET_PAGES_PER_SECOND = 500;

export const method =
  'A folder of 2,000 invented pages of about 8 kB over 400 shared tools, imported into a fresh ' +
  'database on the embedded PostgreSQL with durable commits: reading, checking and one ' +
  'transaction per page. Clock time of one run from the call to the last commit, without a ' +
  'warm-up.';

export async function run(): Promise<Figure[]> {
  const seconds = await onFreshDatabase(async (db, folder) =>
    measureSeconds(db, await writePages(join(folder, 'pages'))),
  );
  return [toFigure(seconds)];
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
    target: TARGET_PAGES_PER_SECOND,
    met: value >= TARGET_PAGES_PER_SECOND,
  };
}
