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
 * One transaction; a second time it changes nothing. Of two importers that meet at a unique key the
 * later goes on from what the earlier wrote; if both wanted one slug it starts again or, in a
 * caller's transaction, throws the database's error.
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
