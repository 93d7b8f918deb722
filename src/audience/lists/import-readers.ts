import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import type { Installation } from '../../platform/installation';
import { Refusal } from '../../platform/refusal';
import { requireCleanLine } from '../../platform/text/clean-text';
import { addRows, type Importing, type RowsAdded } from './add-rows';
import { claimImports } from './claim';
import type { ListSource } from './lines';
import { type RefusedRow, type StagedList, stageList } from './stage';
import { recordOverlaps, unsubscribeKnown } from './unsubscribe-known';

/** rows = added + known + suppressed + refused. */
export interface ReadersImported {
  /** The import can be undone by this number. */
  import: number;
  rows: number;
  /** New readers who get issues. */
  added: number;
  /** Rows whose address was a reader's already, or appears further up in the file. */
  known: number;
  /** Rows of people who must not be mailed. */
  suppressed: number;
  refused: RefusedRow[];
  /** By what the list says, or `already` by what was known here. */
  suppressed_as: Omit<RowsAdded, 'added'>;
  /** Known readers who get no more issues, since the list says that they have left. */
  stopped: number;
  left_out: string[];
}

interface Import {
  csv: ListSource;
  /** Where and when these readers said yes; kept in the consent log. */
  consent: string;
  /** Unknown columns to leave out. */
  ignore?: string[];
  installation: Installation;
  actor: string;
  at: Date;
}

/**
 * One transaction: a file that can't be read to the letter is refused whole. A row that says a
 * person has left never makes them a reader who gets mail.
 */
export async function importReaders(db: Database, input: Import): Promise<ReadersImported> {
  const { csv, ignore = [], installation, actor, at } = input;
  const consent = readConsent(input.consent);
  return inTransaction(db, async (tx) => {
    const list = await stageList(tx, { csv, ignore, installation, at });
    await claimImports(tx);
    const importing = {
      importId: await openImport(tx, { consent, actor, at }),
      consent,
      actor,
      at,
    };
    const { added, ...suppressed_as } = await addRows(tx, { ...importing, rows: list.rows });
    const stopped = await unsubscribeKnown(tx, importing);
    const imported = addUp(list, { added, suppressed_as, stopped, importing });
    await closeImport(tx, imported);
    await recordOverlaps(tx, importing);
    await sql`drop table list_rows`.execute(tx);
    return imported;
  });
}

function readConsent(text: string): string {
  const consent = requireCleanLine('The consent', text);
  if (consent !== '' && consent.length <= 300) return consent;
  throw new Refusal('invalid', 'Say where and when these readers agreed, in 1 to 300 characters.');
}

async function openImport(
  tx: Database,
  { consent, actor, at }: Omit<Importing, 'importId'>,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into reader_imports
      (id, at, actor, consent, rows, added, known, suppressed, refused, stopped)
    select coalesce(max(id), 0) + 1, ${at}, ${actor}, ${consent}, 0, 0, 0, 0, 0, 0
    from reader_imports
    returning id`.execute(tx);
  return rows[0]!.id;
}

function addUp(
  { rows, refused, left_out }: StagedList,
  {
    importing,
    ...done
  }: Pick<ReadersImported, 'added' | 'suppressed_as' | 'stopped'> & { importing: Importing },
): ReadersImported {
  const suppressed = Object.values(done.suppressed_as).reduce((sum, count) => sum + count, 0);
  const known = rows - done.added - suppressed - refused.length;
  return { import: importing.importId, rows, known, suppressed, refused, left_out, ...done };
}

async function closeImport(tx: Database, imported: ReadersImported): Promise<void> {
  const { import: id, rows, added, known, suppressed, refused, stopped } = imported;
  await tx
    .updateTable('reader_imports')
    .set({ rows, added, known, suppressed, refused: refused.length, stopped })
    .where('id', '=', id)
    .execute();
}
