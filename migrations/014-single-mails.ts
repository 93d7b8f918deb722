import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What outlives a settled mail's address: whom it went to as a reader, and the address's keyed hash,
  // by which a complaint about it still stops further mail.
  await sql`alter table outbox
    add column address_hash bytea check (octet_length(address_hash) = 32),
    add column subscriber_id bigint references subscribers`.execute(db);
  await sql`create index outbox_by_resend_id on outbox (resend_id) where resend_id is not null`.execute(
    db,
  );
  await sql`create index outbox_of_a_subscriber on outbox (subscriber_id)
    where subscriber_id is not null`.execute(db);
  // Whether a new address may be written to is decided after the answer.
  await sql`alter table mailed_links
    add column is_waiting boolean not null default false,
    add check (not is_waiting or (kind = 'address' and used_at is null))`.execute(db);
  await sql`create index mailed_links_waiting on mailed_links (id) where is_waiting`.execute(db);
  await sql`create index mailed_links_by_time on mailed_links (made_at)`.execute(db);
  // For half an hour the browser that signed up is told again that it is in, and asked about opens.
  await sql`alter table sign_ups
    add column subscriber_id bigint references subscribers,
    add check (subscriber_id is null or (state = 'confirmed' and same_browser))`.execute(db);
  await sql`create index sign_ups_of_a_subscriber on sign_ups (subscriber_id)
    where subscriber_id is not null`.execute(db);
  // So that counting and forgetting them passes by a flood of others.
  await sql`create index sign_ups_by_state on sign_ups (state, requested_at)`.execute(db);
  // However late a delivery of somebody erased is settled, its address is found.
  await sql`create index deliveries_with_address on deliveries (subscriber_id)
    where email is not null`.execute(db);
  // However late their hits are judged, erased readers are looked at until nothing is left to forget.
  await sql`create table forgotten_readers (
    subscriber_id bigint primary key references subscribers
  )`.execute(db);
  // An event may be about a single mail, whose row goes after 30 days.
  await sql`alter table provider_events
    drop constraint provider_events_check,
    add constraint provider_events_check check (outcome = 'applied' or delivery_id is null)`.execute(
    db,
  );
}
