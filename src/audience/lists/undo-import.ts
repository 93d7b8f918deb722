import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { claimImports } from './claim';
import { giveToLaterImports, removeReaders } from './remove-readers';

export interface ImportUndone {
  import: number;
  /** Readers whom it added, with their entries in the consent log. */
  removed: number;
  /** Known readers whom it had stopped, and who get issues again. */
  restored: number;
  /** Readers whom a later import has too: they are that one's from now on. */
  passed_on: number;
  /** Readers who stay, since they have acted themselves since. */
  kept: number;
  /** The first thousand of them. */
  kept_readers: string[];
}

const MAX_NAMED = 1_000;

/**
 * One transaction. Readers who have acted since stay as they are. Refuses a second undo. The caller
 * knows that no issue has been planned since.
 */
export async function undoImport(
  db: Database,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<ImportUndone> {
  return inTransaction(db, async (tx) => {
    await claimImports(tx);
    await markUndone(tx, { number, actor, at });
    const passed_on = await giveToLaterImports(tx, number);
    const removed = await removeReaders(tx, number);
    await liftSuppressions(tx, number);
    const restored = await restoreStopped(tx, { number, actor, at });
    return { import: number, removed, restored, passed_on, ...(await findKept(tx, number)) };
  });
}

export async function getImport(
  db: Database,
  number: number,
): Promise<{ at: Date; undone_at: Date | null }> {
  const found = await db
    .selectFrom('reader_imports')
    .select(['at', 'undone_at'])
    .where('id', '=', number)
    .executeTakeFirst();
  if (!found)
    throw new Refusal(
      'missing',
      `There is no import ${number}. \`verdicts readers imports\` lists them.`,
    );
  return found;
}

async function markUndone(
  tx: Database,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<void> {
  const marked = await tx
    .updateTable('reader_imports')
    .set({ undone_at: at, undone_by: actor })
    .where('id', '=', number)
    .where('undone_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!marked) {
    await getImport(tx, number);
    throw new Refusal('conflict', `Import ${number} has already been undone.`);
  }
}

/** Not of readers who were erased since. */
async function liftSuppressions(tx: Database, number: number): Promise<void> {
  await sql`delete from suppressions where import_id = ${number}`.execute(tx);
}

/** Not if their own import has been undone: nobody says any more that they want mail. */
async function restoreStopped(
  tx: Database,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<number> {
  const { rows } = await sql<{ restored: number }>`
    with restored as (
      update subscribers set state = 'confirmed', unsubscribed_at = null
      from import_stops
      where import_stops.import_id = ${number} and import_stops.subscriber_id = subscribers.id
        and subscribers.state = 'unsubscribed'
        and subscribers.unsubscribed_at = import_stops.unsubscribed_at
        and not exists (select from reader_imports
          where reader_imports.id = subscribers.import_id and undone_at is not null
            and not changed_since_import)
      returning subscribers.id
    ), logged as (
      insert into consents (subscriber_id, at, subject, given, wording, actor)
      select id, ${at}, 'newsletter', true, ${`Import ${number}, which had stopped them, was undone.`},
        ${actor}
      from restored
    )
    select count(*) as restored from restored`.execute(tx);
  await sql`delete from import_stops where import_id = ${number}`.execute(tx);
  return rows[0]!.restored;
}

async function findKept(
  tx: Database,
  number: number,
): Promise<Pick<ImportUndone, 'kept' | 'kept_readers'>> {
  const { rows } = await sql<{ email: string | null; kept: number }>`
    select email, count(*) over () as kept from subscribers where import_id = ${number}
    order by id limit ${MAX_NAMED}`.execute(tx);
  return {
    kept: rows[0]?.kept ?? 0,
    kept_readers: rows.flatMap(({ email }) => (email === null ? [] : [email])),
  };
}
