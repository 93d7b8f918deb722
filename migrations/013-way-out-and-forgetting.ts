import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table alarms add column mailed_at timestamptz`.execute(db);
  await sql`create index alarms_to_mail on alarms (at) where mailed_at is null`.execute(db);
}
