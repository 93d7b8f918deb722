import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // What an alarm is about, where it is to be raised once for ever.
  await sql`alter table alarms add column once_for text unique`.execute(db);

  // Weeks of which staff were told that they have no issue. A week that gets one after all loses its row.
  await sql`create table weeks_without_issue (
    week date primary key check (extract(isodow from week) = 1),
    reason text not null,
    noticed_at timestamptz not null
  )`.execute(db);
}
