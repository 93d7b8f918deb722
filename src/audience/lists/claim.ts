import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { isLockTaken } from '../../platform/postgres/database-failure';
import { Refusal } from '../../platform/refusal';

const WAIT = '50s';

/** One import or undo writes at a time. Waits for it, and refuses if it takes long. */
export async function claimImports(tx: Database): Promise<void> {
  await sql`select set_config('lock_timeout', ${WAIT}, true)`.execute(tx);
  try {
    await sql`lock table reader_imports in share row exclusive mode`.execute(tx);
  } catch (error) {
    if (!isLockTaken(error)) throw error;
    throw new Refusal(
      'conflict',
      'Another import or undo is running. Nothing was changed: try again when it is done.',
    );
  }
  await sql`set local lock_timeout to default`.execute(tx);
  // An import isn't the reader's own act: the trigger on their rows asks for this.
  await sql`select set_config('verdicts.importing', 'yes', true)`.execute(tx);
}
