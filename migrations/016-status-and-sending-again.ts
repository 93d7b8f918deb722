import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Why batches were not accepted, by kind: one row each, so that it never grows with what went wrong.
  await sql`create table hand_failures (
    issue_id bigint not null references issues,
    kind text not null,
    count integer not null default 1 check (count > 0),
    last_at timestamptz not null,
    last_detail text,
    primary key (issue_id, kind)
  )`.execute(db);
  // A delivery that is sent again has its newest mail in its own row, and each mail before that here.
  await sql`create table earlier_mails (
    delivery_id bigint not null references deliveries,
    batch_id bigint not null references batches,
    place smallint,
    email text,
    sent_again_at timestamptz not null,
    resend_id text,
    accepted_at timestamptz,
    primary key (delivery_id, batch_id),
    check (resend_id is null or accepted_at is not null)
  )`.execute(db);
  await sql`create index earlier_mails_of_a_batch on earlier_mails (batch_id, place)`.execute(db);
  await sql`create index earlier_mails_by_resend_id on earlier_mails (resend_id)
    where resend_id is not null`.execute(db);
}
