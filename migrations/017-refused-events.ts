import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row a day and reason, so that a stranger who posts a million makes no table grow.
  await sql`create table refused_events (
    day date not null,
    why text not null check (why in ('secret-unusable', 'headers-missing', 'signature-bad', 'stale',
      'malformed', 'too-large')),
    events integer not null check (events > 0),
    last_at timestamptz not null,
    primary key (day, why)
  )`.execute(db);
}
