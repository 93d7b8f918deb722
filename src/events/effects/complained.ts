import { sql } from 'kysely';
import type { SuppressedAddress } from '../../audience/suppression/suppress';
import { markComplained } from '../../deliveries/mark';
import type { Database } from '../../platform/database';
import { type DeliveryEvent, type Effect, suppressRecipients } from './delivery-event';

/** The reader called it spam: never again, not even at an address they have moved to since. */
export const complained: Effect = async (deps, deliveryEvents) => {
  await markComplained(deps.db, deliveryEvents);
  const present = await listPresentAddresses(deps.db, deliveryEvents);
  await suppressRecipients(deps, 'complained', deliveryEvents, present);
};

async function listPresentAddresses(
  db: Database,
  deliveryEvents: DeliveryEvent[],
): Promise<SuppressedAddress[]> {
  const { rows } = await sql<SuppressedAddress>`
    select subscribers.email, complaint.at
    from unnest(${deliveryEvents.map((each) => each.delivery_id)}::bigint[],
        ${deliveryEvents.map((each) => each.at)}::timestamptz[]) as complaint (delivery_id, at)
      join deliveries on deliveries.id = complaint.delivery_id
      join subscribers on subscribers.id = deliveries.subscriber_id
    where subscribers.email is not null`.execute(db);
  return rows;
}
