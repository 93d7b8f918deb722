import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { readSettings } from '../platform/settings/settings';

/**
 * Deliveries with a pixel whose reader's yes still stands or, if everyone's opens are tracked,
 * whose reader hasn't objected.
 */
export async function findOpenableDeliveries(db: Database, ids: number[]): Promise<Set<number>> {
  const { 'open-tracking': tracking } = await readSettings(db);
  if (tracking === 'off') return new Set();
  const allowed =
    tracking === 'everyone' ? sql`opens_refused_at is null` : sql`opens_consent_at is not null`;
  const { rows } = await sql<{ id: number }>`
    select deliveries.id from deliveries
      join subscribers on subscribers.id = deliveries.subscriber_id
    where deliveries.id = any(${ids}) and deliveries.pixel and subscribers.state <> 'erased'
      and ${allowed}`.execute(db);
  return new Set(rows.map((row) => row.id));
}
