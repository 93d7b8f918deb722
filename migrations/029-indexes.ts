import { type Kysely, sql } from 'kysely';

/** Each serves a query that read its whole table, as EXPLAIN showed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index outbox_by_record on outbox (recorded_at)
    where recorded_at is not null`.execute(db);
  await sql`create index outbox_of_an_address on outbox (address_hash)
    where address_hash is not null`.execute(db);
  await sql`create index provider_events_of_a_delivery on provider_events (delivery_id)
    where delivery_id is not null`.execute(db);
  await sql`create index provider_events_without_delivery on provider_events (resend_id)
    where delivery_id is null`.execute(db);
  await sql`create index votes_of_a_mailbox on votes (mailbox_id)`.execute(db);
  await sql`create index ballots_of_a_voter on ballot_voters (mailbox_id)`.execute(db);
  await sql`create index holds_of_a_mailbox on held_mailboxes (mailbox_id)`.execute(db);
  await sql`create index mailboxes_of_a_hold on held_mailboxes (hold_id)`.execute(db);
  await sql`create index subscribers_of_an_import on subscribers (import_id)
    where import_id is not null`.execute(db);
  await sql`create index overlaps_of_an_import on import_overlaps (import_id)`.execute(db);
  await sql`create index stops_of_an_import on import_stops (import_id)`.execute(db);
  await sql`create index job_slots_failed on job_slots (job, slot_at)
    where state = 'failed'`.execute(db);
  // With the class, so that an issue's opens and clicks are counted from the index alone.
  await sql`drop index hits_of_a_delivery`.execute(db);
  await sql`create index hits_of_a_delivery on hits (delivery_id, kind) include (class)`.execute(
    db,
  );
}
