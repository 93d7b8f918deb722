import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Clears user agent, network and headers from the hits of readers erased in the last three days; what
 * the hits were judged to be stays. A delivery waits until all of its hits are judged: they are judged
 * by one another.
 */
export async function forgetErasedEvidence(db: Database, { at }: { at: Date }): Promise<void> {
  await sql`update hits set user_agent = null, network = null, evidence = '{}', forgotten_at = ${at}
    from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
    where subscribers.state = 'erased'
      and subscribers.erased_at > ${at}::timestamptz - interval '3 days'
      and hits.delivery_id = deliveries.id and hits.forgotten_at is null
      and not exists (select from hits as young
        where young.delivery_id = deliveries.id and young.judged_at is null)`.execute(db);
}
