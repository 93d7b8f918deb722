import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Clears the address, and the order of cards that the topics made, from the settled deliveries of readers erased in the last three days. A mail
 * that is being handed over keeps both until its outcome is known: the same bytes must be made again.
 */
export async function forgetErasedAddresses(db: Database, { at }: { at: Date }): Promise<void> {
  await sql`update deliveries set email = null, cards_last = 0
    from subscribers
    where subscribers.state = 'erased'
      and subscribers.erased_at > ${at}::timestamptz - interval '3 days'
      and deliveries.subscriber_id = subscribers.id
      and deliveries.email is not null and deliveries.state <> 'waiting'`.execute(db);
}
