import { sql } from 'kysely';
import { findByResendIds, lockDeliveries } from '../deliveries/batches/accept-by-event';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { retryOnDeadlock } from '../platform/postgres/deadlock';
import type { ProviderEvent } from './effects/event';
import { applyEffects, marksDelivery, mayShare } from './event-effects';
import { claimKeptEvents } from './kept-events';

export interface ReceivedEvent extends ProviderEvent {
  received_at: Date;
}

interface KnownEvent extends ReceivedEvent {
  resend_id: string;
  delivery_id: number;
}

/**
 * The caller applies the *unknown* ones one by one. Locks in everybody's order: events by id,
 * deliveries by id, then what depends on them.
 */
export async function receiveKnownEvents(
  deps: Deps,
  events: ReceivedEvent[],
): Promise<('applied' | 'repeated' | 'unknown')[]> {
  const known = await findKnown(deps.db, events);
  const fresh =
    known.size === 0
      ? new Set<string>()
      : await retryOnDeadlock(() => receiveTogether(deps, [...known.values()]));
  return events.map((event) => {
    if (!known.has(event)) return 'unknown';
    return fresh.delete(event.svix_id) ? 'applied' : 'repeated';
  });
}

async function findKnown(
  db: Database,
  events: ReceivedEvent[],
): Promise<Map<ReceivedEvent, KnownEvent>> {
  const sharing = events.filter(({ type }) => mayShare(type));
  const ids = await findByResendIds(
    db,
    sharing.flatMap(({ resend_id }) => resend_id ?? []),
  );
  return new Map(
    sharing.flatMap((event) => {
      const { resend_id } = event;
      const delivery_id = resend_id === null ? undefined : ids.get(resend_id);
      return delivery_id === undefined
        ? []
        : [[event, { ...event, resend_id: resend_id!, delivery_id }]];
    }),
  );
}

function receiveTogether(deps: Deps, events: KnownEvent[]): Promise<Set<string>> {
  return inTransaction(deps.db, (tx) => receiveAll({ ...deps, db: tx }, events));
}

async function receiveAll(deps: Deps, events: KnownEvent[]): Promise<Set<string>> {
  const { db } = deps;
  const fresh = await keepEvents(db, events);
  const first = new Map(events.toReversed().map((event) => [event.svix_id, event]));
  const given = [...first.values()].filter(({ svix_id }) => fresh.has(svix_id));
  const ids = given.map(({ resend_id }) => resend_id);
  const deliveryEvents = [...given, ...(await claimKeptEvents(db, ids))];
  const marked = deliveryEvents.filter(({ type }) => marksDelivery(type));
  if (marked.length > 0) {
    await lockDeliveries(
      db,
      marked.map(({ delivery_id }) => delivery_id),
    );
  }
  await applyEffects(deps, deliveryEvents);
  return fresh;
}

/** Leaves out those kept before; waits for one that another transaction is keeping. */
async function keepEvents(db: Database, events: KnownEvent[]): Promise<Set<string>> {
  const rows = events.map(({ recipients: _, tags: __, ...event }) => event);
  const { rows: kept } = await sql<{ svix_id: string }>`
    insert into provider_events (svix_id, type, resend_id, delivery_id, at, received_at, outcome,
      bounce_type, bounce_subtype, failure)
    select svix_id, type, resend_id, delivery_id, at, received_at, 'applied', bounce_type,
      bounce_subtype, failure
    from json_to_recordset(${JSON.stringify(rows)}::json) as event (svix_id text, type text,
      resend_id text, delivery_id bigint, at timestamptz, received_at timestamptz, bounce_type text,
      bounce_subtype text, failure text)
    order by svix_id
    on conflict (svix_id) do nothing
    returning svix_id`.execute(db);
  return new Set(kept.map(({ svix_id }) => svix_id));
}
