import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A plan writes a row for every reader, and six tenths of its time went into checking foreign keys row
  // by row. The issue is checked with the batch. A mailbox comes from the reader's row, where it is
  // checked, and none ever goes.
  await sql`alter table deliveries
    drop constraint deliveries_issue_id_fkey,
    drop constraint deliveries_mailbox_id_fkey`.execute(db);
  await sql`create function keep_mailboxes() returns trigger language plpgsql as
    $$ begin raise foreign_key_violation using message = 'a mailbox is never deleted'; end $$`.execute(
    db,
  );
  await sql`create trigger mailboxes_are_kept before delete on mailboxes
    for each row execute function keep_mailboxes()`.execute(db);
  // One index for both: no reader twice in an issue, and a reader's deliveries.
  await sql`alter table deliveries
    drop constraint deliveries_issue_id_subscriber_id_key,
    add unique (subscriber_id, issue_id)`.execute(db);
  await sql`drop index deliveries_of_a_subscriber`.execute(db);
}
