import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { RefusedEvents } from '../platform/schema';

export interface RefusedEvent {
  why: RefusedEvents['why'];
  at: Date;
}

/** Keeps only the day and the reason. One statement, however many. */
export async function countRefusedEvents(db: Database, refused: RefusedEvent[]): Promise<void> {
  await sql`
    insert into refused_events (day, why, events, last_at)
    select (at at time zone 'UTC')::date, why, count(*), max(at)
    from json_to_recordset(${JSON.stringify(refused)}::json) as refused (at timestamptz, why text)
    group by 1, 2 order by 1, 2
    on conflict (day, why) do update set events = refused_events.events + excluded.events,
      last_at = greatest(refused_events.last_at, excluded.last_at)`.execute(db);
}
