import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Also clears the order of cards, which reveals topics. A mail being submitted keeps both until its
 * outcome is known: the same bytes must be made again.
 */
export async function forgetErasedAddresses(db: Database): Promise<void> {
  await sql`update deliveries set email = null, cards_last = 0
    where id in (
      select deliveries.id from deliveries join subscribers on subscribers.id = subscriber_id
      where subscribers.state = 'erased' and deliveries.email is not null
        and deliveries.state <> 'waiting'
      order by deliveries.id for no key update of deliveries)`.execute(db);
  await sql`update earlier_mails set email = null
    from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
    where earlier_mails.email is not null and subscribers.state = 'erased'
      and deliveries.id = earlier_mails.delivery_id`.execute(db);
}
