import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // An issue may be rendered anew while it goes out: each batch keeps which render it was sealed with.
  await sql`alter table renders drop constraint renders_pkey`.execute(db);
  await sql`alter table renders
    add column id bigint generated always as identity primary key`.execute(db);
  await sql`create index renders_of_an_issue on renders (issue_id, id)`.execute(db);
  await sql`alter table batches add column render_id bigint references renders`.execute(db);
  await sql`update batches set render_id = renders.id from renders
    where renders.issue_id = batches.issue_id and batches.body_sha256 is not null`.execute(db);
  await sql`create index batches_of_a_render on batches (render_id)
    where render_id is not null`.execute(db);
  await sql`alter table batches
    add check (state not in ('sealed', 'unknown') or render_id is not null)`.execute(db);
  // A void issue is one that nobody got and nobody will get: its week and its comparisons are free again.
  await sql`alter table issues add column voided_at timestamptz, add column archived_at timestamptz,
    add check (voided_at is null or state in ('cancelled', 'sent')),
    add check (archived_at is null or state = 'cancelled')`.execute(db);
  await sql`update issues set voided_at = now() where state = 'cancelled' and not exists (
    select from deliveries where issue_id = issues.id
      and deliveries.state in ('waiting', 'accepted', 'unknown'))`.execute(db);
  await sql`alter table issues drop constraint issues_week_key`.execute(db);
  await sql`create unique index issues_of_a_week on issues (week) where voided_at is null`.execute(
    db,
  );
  await sql`alter table outbox add column reply_to text`.execute(db);
}
