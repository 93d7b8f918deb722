import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table batches (
    id bigint generated always as identity primary key,
    issue_id bigint not null references issues,
    state text not null check (state in ('waiting', 'sealed', 'settled', 'unknown')),
    composition integer not null default 1 check (composition > 0),
    lease_until timestamptz,
    not_before timestamptz,
    body_sha256 bytea,
    sealed_at timestamptz,
    tries integer not null default 0,
    unique (id, issue_id),
    check (state <> 'sealed' or body_sha256 is not null)
  )`.execute(db);
  await sql`create index batches_with_work on batches (issue_id, id)
    where state in ('waiting', 'sealed')`.execute(db);
  await sql`create index batches_of_an_issue on batches (issue_id, state)`.execute(db);
  await sql`create table batch_history (
    id bigint generated always as identity primary key,
    batch_id bigint not null references batches,
    at timestamptz not null,
    from_state text not null,
    to_state text not null,
    reason text not null
  )`.execute(db);
  await sql`create index history_of_a_batch on batch_history (batch_id, id)`.execute(db);
  await sql`create table deliveries (
    id bigint generated always as identity primary key,
    issue_id bigint not null references issues,
    subscriber_id bigint not null references subscribers,
    batch_id bigint not null,
    state text not null default 'waiting'
      check (state in ('waiting', 'accepted', 'suppressed', 'refused', 'unknown')),
    reason text,
    place smallint,
    email text,
    pixel boolean,
    signing_key smallint,
    resend_id text,
    accepted_at timestamptz,
    unsubscribed_at timestamptz,
    foreign key (batch_id, issue_id) references batches (id, issue_id),
    unique (issue_id, subscriber_id),
    check (state not in ('suppressed', 'refused') or reason is not null),
    check (state <> 'accepted' or (accepted_at is not null and resend_id is not null))
  )`.execute(db);
  await sql`create index deliveries_of_a_batch on deliveries (batch_id, place)`.execute(db);
  await sql`create index deliveries_by_state on deliveries (issue_id, state)`.execute(db);
  await sql`create index deliveries_of_a_subscriber on deliveries (subscriber_id)`.execute(db);
}
