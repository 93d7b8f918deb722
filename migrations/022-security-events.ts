import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row a day and kind, so that no flood makes the table grow; nothing tells who it was.
  await sql`create table security_events (
    day date not null,
    kind text not null check (kind in ('foreign-form', 'broken-form', 'dead-link', 'over-limit',
      'refused-event', 'bad-host', 'bad-http')),
    events bigint not null check (events > 0),
    last_at timestamptz not null,
    primary key (day, kind)
  )`.execute(db);
}
