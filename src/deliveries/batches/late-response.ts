import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { acceptEarlierBatch } from './earlier-mails';

interface LateResponse {
  batchId: number;
  /** By place. */
  ids: string[];
  at: Date;
}

export async function recordLateResponse(tx: Database, response: LateResponse): Promise<void> {
  await recordEarlierResponse(tx, response);
  await returnMistakenIds(tx, response);
}

/**
 * Readers who have gone into a newer batch have the mail. An id from an event that contradicts this
 * answer belongs to the newer mail.
 */
async function recordEarlierResponse(
  tx: Database,
  { batchId, ids, at }: LateResponse,
): Promise<void> {
  await acceptEarlierBatch(tx, { batchId, at });
  await sql`update deliveries set resend_id = earlier_mails.resend_id
    from earlier_mails join unnest(${ids}::text[]) with ordinality as taken (id, place)
      using (place)
    where earlier_mails.batch_id = ${batchId} and earlier_mails.resend_id <> taken.id
      and deliveries.id = earlier_mails.delivery_id and deliveries.resend_id is null`.execute(tx);
  await sql`update earlier_mails set resend_id = taken.id
    from unnest(${ids}::text[]) with ordinality as taken (id, place)
    where earlier_mails.batch_id = ${batchId} and earlier_mails.place = taken.place`.execute(tx);
}

/** A contradicting id from an event is the earlier mail's: that one was accepted too. */
async function returnMistakenIds(tx: Database, { batchId, ids, at }: LateResponse): Promise<void> {
  const { rows } = await sql<{ batch_id: number }>`
    with mistaken as (
      select deliveries.id, deliveries.resend_id,
        (select max(batch_id) from earlier_mails where delivery_id = deliveries.id) as batch_id
      from deliveries join unnest(${ids}::text[]) with ordinality as taken (id, place)
        using (place)
      where deliveries.batch_id = ${batchId} and deliveries.resend_id <> taken.id
        and exists (select from earlier_mails where delivery_id = deliveries.id)
    ), freed as (
      update deliveries set resend_id = null from mistaken where deliveries.id = mistaken.id
    )
    update earlier_mails set resend_id = coalesce(earlier_mails.resend_id, mistaken.resend_id),
      accepted_at = coalesce(earlier_mails.accepted_at, ${at})
    from mistaken where earlier_mails.delivery_id = mistaken.id
      and earlier_mails.batch_id = mistaken.batch_id
    returning earlier_mails.batch_id`.execute(tx);
  for (const earlier of new Set(rows.map((row) => row.batch_id))) {
    await acceptEarlierBatch(tx, { batchId: earlier, at });
  }
  await sql`update earlier_mails set resend_id = null
    from deliveries join unnest(${ids}::text[]) with ordinality as taken (id, place) using (place)
    where deliveries.batch_id = ${batchId} and earlier_mails.delivery_id = deliveries.id
      and earlier_mails.resend_id = taken.id`.execute(tx);
}
