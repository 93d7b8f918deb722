import type { Database } from '../platform/database';
import { readSettings } from '../platform/settings';

/**
 * The delivery whose open a pixel may record: one that carried it, of a reader whose yes still
 * stands (or of anyone, where open tracking is set to everyone). Nothing otherwise.
 */
export async function findPixelDelivery(db: Database, id: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['deliveries.id', 'subscribers.opens_consent_at'])
    .where('deliveries.id', '=', id)
    .where('deliveries.pixel', '=', true)
    .executeTakeFirst();
  if (!row) return undefined;
  const { 'open-tracking': tracking } = await readSettings(db);
  const allowed = tracking === 'everyone' || (tracking === 'consenting' && row.opens_consent_at);
  return allowed ? row.id : undefined;
}
