import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { RefusedEvents } from '../platform/schema';

/** What was posted as a provider event and not believed, or could not be read. */
export interface RefusedEvent {
  why: RefusedEvents['why'];
  at: Date;
}

/** Counts them by day and reason; nothing else of them is kept. One statement, however many. */
export async function countRefusedEvents(db: Database, refused: RefusedEvent[]): Promise<void> {
  await sql`
    insert into refused_events (day, why, events, last_at)
    select (at at time zone 'UTC')::date, why, count(*), max(at)
    from json_to_recordset(${JSON.stringify(refused)}::json) as refused (at timestamptz, why text)
    group by 1, 2 order by 1, 2
    on conflict (day, why) do update set events = refused_events.events + excluded.events,
      last_at = greatest(refused_events.last_at, excluded.last_at)`.execute(db);
}
