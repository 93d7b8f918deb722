import type { Transaction } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import type { DB } from '../../platform/schema';
import { addComparison } from '../add-comparison';
import { changeComparison } from '../change-comparison';
import { requireDay } from '../published-on';
import { ensureTools } from '../tools';
import type { ImportedPage, PageImport } from './imported-page';

const MAX_ATTEMPTS = 20;
const UNIQUE_VIOLATION = '23505';
const DEADLOCK = '40P01';

/**
 * Takes a page into the catalog, whole, in one transaction; a second time it changes nothing.
 * Two importers meet at the unique keys, and the later one goes on from what the earlier one wrote;
 * where both wanted one slug it starts anew, which inside a caller's transaction it cannot: then the
 * database's error is thrown.
 */
export async function importPage(db: Database, input: PageImport): Promise<ImportedPage> {
  if (input.publishedOn !== undefined) requireDay(input.publishedOn);
  for (let attempt = 1; ; attempt++) {
    try {
      return await inTransaction(db, (tx) => importOnce(tx, input));
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || db.isTransaction || !isLostRace(error)) throw error;
    }
  }
}

async function importOnce(tx: Transaction<DB>, input: PageImport): Promise<ImportedPage> {
  const tools = await ensureTools(tx, input.page.sides, input);
  return (await addComparison(tx, tools, input)) ?? changeComparison(tx, tools, input);
}

function isLostRace(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === UNIQUE_VIOLATION || code === DEADLOCK;
}
