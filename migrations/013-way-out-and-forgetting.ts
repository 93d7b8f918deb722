import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table alarms add column mailed_at timestamptz`.execute(db);
  await sql`create index alarms_to_mail on alarms (at) where mailed_at is null`.execute(db);

  // Who leaves by a single mail leaves by no delivery.
  await sql`alter table departures alter column delivery_id drop not null`.execute(db);
}
