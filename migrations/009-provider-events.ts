import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Of a batch that an event settled, Resend's id is known only for the mail that the event names.
  await sql`alter table deliveries
    add column delivered_at timestamptz,
    add column bounced_at timestamptz,
    add column bounce_type text,
    add column bounce_subtype text,
    add column complained_at timestamptz,
    add column failed_at timestamptz,
    add column failure text,
    drop constraint deliveries_check1,
    add constraint deliveries_accepted_check check (state <> 'accepted' or accepted_at is not null),
    add constraint deliveries_bounce_check check ((bounced_at is null) = (bounce_type is null)),
    add constraint deliveries_failure_check check ((failed_at is null) = (failure is null)),
    add constraint deliveries_moments_check check (state = 'accepted'
      or num_nonnulls(delivered_at, bounced_at, complained_at, failed_at) = 0)`.execute(db);
  await sql`create index deliveries_by_resend_id on deliveries (resend_id)
    where resend_id is not null`.execute(db);
  await sql`create table provider_events (
    svix_id text primary key,
    type text not null,
    resend_id text,
    delivery_id bigint references deliveries,
    at timestamptz not null,
    received_at timestamptz not null,
    outcome text not null check (outcome in ('applied', 'kept', 'foreign', 'ignored')),
    bounce_type text,
    bounce_subtype text,
    failure text,
    check ((outcome = 'applied') = (delivery_id is not null)),
    check (outcome <> 'kept' or resend_id is not null)
  )`.execute(db);
  await sql`create index provider_events_kept on provider_events (resend_id)
    where outcome = 'kept'`.execute(db);
  await sql`create table soft_bounces (
    subscriber_id bigint primary key references subscribers,
    in_a_row integer not null default 0 check (in_a_row >= 0),
    first_at timestamptz,
    last_at timestamptz,
    check ((in_a_row > 0) = (first_at is not null and last_at is not null))
  )`.execute(db);
}
