import { importPage } from '../../src/catalog/pages/import-page';
import type { ImportedPage } from '../../src/catalog/pages/imported-page';
import type { Database } from '../../src/platform/database';
import { newId } from '../../src/platform/ids';
import type { PageParts } from './page';
import { parseParts } from './parse';

export const firstDay = new Date('2026-11-02T09:00:00Z');
export const secondDay = new Date('2026-11-09T09:00:00Z');

/** The usual page with these parts, on the first day unless told otherwise. */
export function importParts(
  db: Database,
  parts: PageParts = {},
  { publishedOn, at = firstDay }: { publishedOn?: string; at?: Date } = {},
): Promise<ImportedPage> {
  return importPage(db, { page: parseParts(parts), publishedOn, newId, at });
}

/** Every row, so that a test can tell that nothing has changed. */
export async function readCatalog(db: Database) {
  return {
    tools: await db.selectFrom('tools').selectAll().orderBy('id').execute(),
    comparisons: await db.selectFrom('comparisons').selectAll().orderBy('id').execute(),
    sides: await db
      .selectFrom('sides')
      .selectAll()
      .orderBy('comparison_id')
      .orderBy('side')
      .execute(),
    reviews: await db
      .selectFrom('reviews')
      .selectAll()
      .orderBy('comparison_id')
      .orderBy('side')
      .orderBy('seat')
      .execute(),
  };
}

export async function emptyCatalog(db: Database): Promise<void> {
  for (const table of ['reviews', 'sides', 'comparisons', 'tools'] as const)
    await db.deleteFrom(table).execute();
}
