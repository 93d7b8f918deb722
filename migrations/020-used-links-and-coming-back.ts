import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A used link says again what it has done, and for that it has to know.
  await sql`alter table mailed_links
    add column used_for text check (used_for in ('opens', 'address', 'export', 'erase', 'move')),
    add check (used_for is null or used_at is not null)`.execute(db);
  // Whoever opens a used confirm link is told how its reader stands today, in any browser.
  await sql`alter table sign_ups
    drop constraint sign_ups_check2,
    add constraint sign_ups_reader_check check (subscriber_id is null or state = 'confirmed'),
    add column lifts_suppression boolean not null default false`.execute(db);
  // The confirmation mail of somebody who may come back goes to a suppressed address.
  await sql`alter table outbox
    add column despite_suppression boolean not null default false`.execute(db);
  await sql`create table suppression_lifts (
    id bigint generated always as identity primary key,
    email_hash bytea check (octet_length(email_hash) = 32),
    reason text not null check (reason in ('bounced', 'complained', 'erased', 'asked')),
    suppressed_at timestamptz not null,
    suppressed_by text not null,
    lifted_at timestamptz not null,
    lifted_by text not null,
    why text not null
  )`.execute(db);
  await sql`create index suppression_lifts_of_an_address on suppression_lifts (email_hash)`.execute(
    db,
  );
}
