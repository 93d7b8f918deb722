import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table outbox (
    id uuid primary key,
    kind text not null,
    state text not null default 'waiting'
      check (state in ('waiting', 'accepted', 'refused', 'unknown')),
    address text,
    subject text,
    html text,
    text text,
    headers jsonb not null,
    made_at timestamptz not null,
    not_before timestamptz not null,
    lease_until timestamptz,
    tries integer not null default 0,
    handed_at timestamptz,
    settled_at timestamptz,
    resend_id text,
    reason text,
    check ((state = 'waiting') = (settled_at is null)),
    check (num_nonnulls(address, subject, html, text) = case state when 'waiting' then 4 else 0 end)
  )`.execute(db);
  await sql`create index outbox_waiting on outbox (not_before) where state = 'waiting'`.execute(db);
  await sql`create table limits (
    bucket text primary key,
    ends_at timestamptz not null,
    count integer not null
  )`.execute(db);
  await sql`create index limits_by_end on limits (ends_at)`.execute(db);
  await sql`create table alarms (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null,
    says text not null
  )`.execute(db);
  await sql`create index alarms_by_kind on alarms (kind, at)`.execute(db);

  await sql`alter table subscribers
    alter column email drop not null,
    alter column email_key drop not null,
    alter column email_hash drop not null,
    add column opens_refused_at timestamptz,
    add column plain_links boolean not null default false,
    add column paused_until timestamptz,
    add column paused_issues integer not null default 0 check (paused_issues >= 0),
    add column erased_at timestamptz,
    drop constraint subscribers_state_check,
    add constraint subscribers_state_check
      check (state in ('confirmed', 'unsubscribed', 'erased')),
    add check ((state = 'erased') = (erased_at is not null)),
    add check (num_nonnulls(email, email_key, email_hash) = case state when 'erased' then 0 else 3 end),
    add check (opens_consent_at is null or opens_refused_at is null)`.execute(db);
  await sql`create index subscribers_erased on subscribers (erased_at)
    where state = 'erased'`.execute(db);
  await sql`alter table deliveries add column plain_links boolean`.execute(db);

  // Only an attempt that may still be confirmed holds an address.
  await sql`create table sign_ups (
    id bigint generated always as identity primary key,
    requested_at timestamptz not null,
    state text not null
      check (state in ('waiting', 'mailed', 'confirmed', 'known', 'suppressed', 'limited')),
    email text,
    email_key text,
    email_hash bytea,
    network text,
    browser_hash bytea not null,
    confirmed_at timestamptz,
    same_browser boolean,
    check (num_nonnulls(email, email_key, email_hash)
      = case when state in ('waiting', 'mailed') then 3 else 0 end),
    check ((state = 'confirmed') = (confirmed_at is not null))
  )`.execute(db);
  await sql`create index sign_ups_waiting on sign_ups (id) where state = 'waiting'`.execute(db);
  await sql`create index sign_ups_by_time on sign_ups (requested_at)`.execute(db);
  await sql`create index sign_ups_of_an_address on sign_ups (email_hash)
    where email_hash is not null`.execute(db);

  await sql`create table mailed_links (
    id bigint generated always as identity primary key,
    subscriber_id bigint not null references subscribers,
    kind text not null check (kind in ('manage', 'address')),
    email text,
    made_at timestamptz not null,
    used_at timestamptz,
    check (used_at is not null or (kind = 'address') = (email is not null))
  )`.execute(db);
  await sql`create index mailed_links_of_a_subscriber on mailed_links (subscriber_id)`.execute(db);
  await sql`create table departures (
    id bigint generated always as identity primary key,
    subscriber_id bigint not null references subscribers,
    delivery_id bigint not null references deliveries,
    at timestamptz not null,
    way text not null check (way in ('page', 'header')),
    reason text check (reason in ('too-many', 'not-for-me', 'never-asked', 'other')),
    undo_hash bytea,
    undone_at timestamptz
  )`.execute(db);
  await sql`create index departures_of_a_subscriber on departures (subscriber_id, id)`.execute(db);
}
