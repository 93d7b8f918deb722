import type { Database } from '../platform/database';
import { readSettings } from '../platform/settings';

/**
 * The delivery whose open a pixel may record: one that carried it, of a reader whose yes still
 * stands (or of anyone who has not said no, where open tracking is set to everyone). Nothing otherwise.
 */
export async function findPixelDelivery(db: Database, id: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select(['deliveries.id', 'subscribers.opens_consent_at'])
    .select('subscribers.opens_refused_at')
    .where('deliveries.id', '=', id)
    .where('deliveries.pixel', '=', true)
    .where('subscribers.state', '<>', 'erased')
    .executeTakeFirst();
  if (!row) return undefined;
  const { 'open-tracking': tracking } = await readSettings(db);
  if (tracking === 'everyone') return row.opens_refused_at ? undefined : row.id;
  return tracking === 'consenting' && row.opens_consent_at ? row.id : undefined;
}
