import { claimImports } from '../audience/lists/claim';
import { getImport, type ImportUndone, undoImport } from '../audience/lists/undo-import';
import { lockPausing } from '../deliveries/freeze-audience';
import { findPlannedSince, lockPlanning } from '../issues/lock-planning';
import { type Database, inTransaction } from '../platform/database';
import { isForeignKeyViolation } from '../platform/postgres/database-failure';
import { Refusal } from '../platform/refusal';

/** Allowed only until the next issue is planned. */
export async function undoReaderImport(
  db: Database,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<ImportUndone> {
  try {
    return await inTransaction(db, async (tx) => {
      // A running import changes readers too: it goes first.
      await claimImports(tx);
      await lockPausing(tx);
      await lockPlanning(tx);
      const imported = await getImport(tx, number);
      const issue = await findPlannedSince(tx, imported.at);
      if (issue !== null) throw tooLate(number, `issue ${issue}`);
      return undoImport(tx, { number, actor, at });
    });
  } catch (error) {
    // By another machine's clock the plan may seem earlier; its deliveries name the readers.
    throw isForeignKeyViolation(error) ? tooLate(number, 'an issue') : error;
  }
}

function tooLate(number: number, issue: string): Refusal {
  return new Refusal(
    'conflict',
    `Import ${number} can no longer be undone: ${issue} has been planned since.`,
  );
}
