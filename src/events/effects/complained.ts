import { sql } from 'kysely';
import type { SuppressedAddress } from '../../audience/suppression/suppress';
import { markComplained } from '../../deliveries/mark';
import type { Database } from '../../platform/database';
import { type Effect, type Happening, suppressRecipients } from './happening';

/** The reader called it spam: never again, not even at an address they have moved to since. */
export const complained: Effect = async (deps, happenings) => {
  await markComplained(deps.db, happenings);
  const present = await listPresentAddresses(deps.db, happenings);
  await suppressRecipients(deps, 'complained', happenings, present);
};

async function listPresentAddresses(
  db: Database,
  happenings: Happening[],
): Promise<SuppressedAddress[]> {
  const { rows } = await sql<SuppressedAddress>`
    select subscribers.email, complaint.at
    from unnest(${happenings.map((each) => each.delivery_id)}::bigint[],
        ${happenings.map((each) => each.at)}::timestamptz[]) as complaint (delivery_id, at)
      join deliveries on deliveries.id = complaint.delivery_id
      join subscribers on subscribers.id = deliveries.subscriber_id
    where subscribers.email is not null`.execute(db);
  return rows;
}
