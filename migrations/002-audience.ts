import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table subscribers (
    id bigint generated always as identity primary key,
    email text not null check (length(email) between 3 and 254),
    email_key text not null unique,
    email_hash bytea not null unique,
    state text not null check (state in ('confirmed', 'unsubscribed')),
    created_at timestamptz not null,
    confirmed_at timestamptz not null,
    unsubscribed_at timestamptz,
    opens_consent_at timestamptz,
    check ((state = 'unsubscribed') = (unsubscribed_at is not null))
  )`.execute(db);
  await sql`create table consents (
    id bigint generated always as identity primary key,
    subscriber_id bigint not null references subscribers,
    at timestamptz not null,
    subject text not null check (subject in ('newsletter', 'opens')),
    given boolean not null,
    wording text not null,
    actor text not null
  )`.execute(db);
  await sql`create index consents_of_a_subscriber on consents (subscriber_id, at)`.execute(db);
  await sql`create table suppressions (
    email_hash bytea primary key,
    reason text not null check (reason in ('bounced', 'complained', 'erased', 'asked')),
    at timestamptz not null,
    actor text not null
  )`.execute(db);
}
