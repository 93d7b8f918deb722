import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table alarms add column mailed_at timestamptz`.execute(db);
  await sql`create index alarms_to_mail on alarms (at) where mailed_at is null`.execute(db);

  // Who leaves by a single mail leaves by no delivery.
  await sql`alter table departures alter column delivery_id drop not null`.execute(db);

  // A forgotten hit keeps what it was judged to be, and nothing of who made it.
  await sql`alter table hits
    add column forgotten_at timestamptz,
    add constraint hits_forgotten_check check (forgotten_at is null or (judged_at is not null
      and num_nonnulls(user_agent, network) = 0 and evidence = '{}'))`.execute(db);

  await sql`create index provider_events_by_receipt on provider_events (received_at)`.execute(db);
}
