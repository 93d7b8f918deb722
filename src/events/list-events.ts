import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { ProviderEvents, RefusedEvents } from '../platform/schema';

/** A UTC day. */
export interface EventDay {
  day: string;
  taken: Partial<Record<ProviderEvents['outcome'], number>>;
  refused: Partial<Record<RefusedEvents['why'], number>>;
}

/** Newest first. */
export async function listEventDays(db: Database, { since }: { since: Date }): Promise<EventDay[]> {
  const { rows } = await sql<EventDay>`
    with came as (
      select (received_at at time zone 'UTC')::date as day, outcome as what, count(*)::int as events,
        true as is_taken
      from provider_events where received_at >= ${since} group by 1, 2
      union all
      select day, why, events, false from refused_events
      where day >= (${since}::timestamptz at time zone 'UTC')::date
    )
    select day,
      coalesce(json_object_agg(what, events order by what) filter (where is_taken), '{}') as taken,
      coalesce(json_object_agg(what, events order by what) filter (where not is_taken), '{}')
        as refused
    from came group by day order by day desc`.execute(db);
  return rows;
}
