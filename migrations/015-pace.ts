import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Ten a second is what Resend documents; null is a provider that states no limit.
  await sql`alter table pace add column per_second real default 10 check (per_second > 0)`.execute(
    db,
  );
  // Who holds the lease, in words for whoever watches.
  await sql`alter table batches add column holder text`.execute(db);
  // What else is known of an issue's way out. Batches above held_after wait for the first wave.
  await sql`create table sendings (
    issue_id bigint primary key references issues,
    held_after bigint,
    counts_from timestamptz not null default '-infinity',
    resume_at timestamptz
  )`.execute(db);
  await sql`create index sendings_to_resume on sendings (resume_at)
    where resume_at is not null`.execute(db);
  await sql`create index deliveries_bounced on deliveries (issue_id)
    where bounced_at is not null`.execute(db);
  await sql`create index deliveries_complained on deliveries (issue_id)
    where complained_at is not null`.execute(db);
}
