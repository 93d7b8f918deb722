import { sql } from 'kysely';
import type { Database } from '../../platform/database';

const READERS_PER_STATEMENT = 20_000;

/** Only readers who have done nothing since. Their mailboxes stay, without a hash. */
export async function removeReaders(tx: Database, importId: number): Promise<number> {
  let removed = 0;
  let after = 0;
  for (;;) {
    const { readers, last } = await removePiece(tx, { importId, after });
    if (last === null) return removed;
    removed += readers;
    after = last;
  }
}

async function removePiece(
  tx: Database,
  { importId, after }: { importId: number; after: number },
): Promise<{ readers: number; last: number | null }> {
  await sql`create temporary table removed_readers on commit drop as
    select id, mailbox_id from subscribers
    where import_id = ${importId} and id > ${after}
    order by id limit ${READERS_PER_STATEMENT}`.execute(tx);
  const { rows: found } = await sql<{ last: number | null }>`
    select max(id) as last from removed_readers`.execute(tx);
  await sql`delete from removed_readers using subscribers
    where subscribers.id = removed_readers.id
      and (changed_since_import or state = 'erased' or ${hasActed})`.execute(tx);
  for (const table of ['consents', 'import_overlaps', 'import_stops'] as const) {
    await sql`delete from ${sql.table(table)} using removed_readers
      where subscriber_id = removed_readers.id`.execute(tx);
  }
  const { rows } = await sql<{ readers: number }>`with gone as (
      delete from subscribers using removed_readers where subscribers.id = removed_readers.id
      returning 1)
    select count(*) as readers from gone`.execute(tx);
  await sql`update mailboxes set hash = null from removed_readers
    where mailboxes.id = removed_readers.mailbox_id and not exists (
      select from subscribers where subscribers.mailbox_id = mailboxes.id and email_key is not null
    )`.execute(tx);
  await sql`drop table removed_readers`.execute(tx);
  return { readers: rows[0]!.readers, last: found[0]!.last };
}

/** Each of these follows from an act of the reader, or of a mail to them. */
const hasActed = sql.join(
  ['one_time_links', 'unsubscribes', 'sign_ups', 'outbox'].map(
    (table) =>
      sql`exists (select from ${sql.table(table)} where subscriber_id = removed_readers.id)`,
  ),
  sql` or `,
);

/** Readers in another import that still stands now belong to the first such one. */
export async function giveToLaterImports(tx: Database, importId: number): Promise<number> {
  await sql`delete from import_overlaps where import_id = ${importId}`.execute(tx);
  const { rows } = await sql<{ given: number }>`
    with heir as materialized (
      select subscriber_id, min(import_overlaps.import_id) as import_id
      from import_overlaps join subscribers on subscribers.id = subscriber_id
      where subscribers.import_id = ${importId} and not changed_since_import
      group by subscriber_id
    ), taken as (
      delete from import_overlaps using heir
      where import_overlaps.subscriber_id = heir.subscriber_id
        and import_overlaps.import_id = heir.import_id
    ), given as (
      update subscribers set import_id = heir.import_id from heir
      where heir.subscriber_id = subscribers.id
      returning 1
    )
    select count(*) as given from given`.execute(tx);
  return rows[0]!.given;
}
