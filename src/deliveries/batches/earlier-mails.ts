import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { moveBatch } from './move-batch';
import { NOT_SENT } from './not-sent';

/** Sent in a batch before the delivery's present one. */
export interface EarlierMail {
  batch_id: number;
  email: string | null;
  resend_id: string | null;
  accepted_at: Date | null;
}

/** Newest first. */
export function listEarlierMails(tx: Database, deliveryId: number): Promise<EarlierMail[]> {
  return tx
    .selectFrom('earlier_mails')
    .select(['batch_id', 'email', 'resend_id', 'accepted_at'])
    .where('delivery_id', '=', deliveryId)
    .orderBy('batch_id', 'desc')
    .execute();
}

/**
 * The earlier batch's readers have the mail, so their present batches are recorded too and not
 * submitted again. If both were accepted, both mails keep their rows. Readers left out of a present
 * batch have no place in it.
 */
export async function acceptEarlierBatch(
  tx: Database,
  { batchId, at }: { batchId: number; at: Date },
): Promise<void> {
  const present = await lockPresentBatches(tx, batchId);
  if (present.length === 0) return;
  await sql`update earlier_mails set accepted_at = coalesce(accepted_at, ${at})
    where batch_id = ${batchId}`.execute(tx);
  const reason = 'the batch before it proved accepted';
  for (const { id, state: from, composition } of present) {
    if (from !== 'recorded') {
      await moveBatch(tx, { batchId: id, composition, from, to: 'recorded', reason });
    }
  }
  await sql`
    with have_it as (
      select id from deliveries where state <> 'accepted'
        and id in (select delivery_id from earlier_mails where batch_id = ${batchId})
      order by id for no key update
    )
    update deliveries set state = 'accepted', reason = null,
      accepted_at = coalesce(accepted_at, ${at}),
      place = case when state = 'waiting' or state = 'unknown' or reason = ${NOT_SENT} then place end
    from have_it where deliveries.id = have_it.id`.execute(tx);
}

/** One earlier mail proves its whole batch sent. */
export async function acceptEarlierMail(
  tx: Database,
  {
    deliveryId,
    batchId,
    resendId,
    at,
  }: { deliveryId: number; batchId: number; resendId: string; at: Date },
): Promise<void> {
  await acceptEarlierBatch(tx, { batchId, at });
  await tx
    .updateTable('earlier_mails')
    .set({ resend_id: resendId })
    .where('delivery_id', '=', deliveryId)
    .where('batch_id', '=', batchId)
    .execute();
}

/** New batches never mix old ones: each of these holds only the earlier batch's readers. */
async function lockPresentBatches(tx: Database, batchId: number) {
  return tx
    .selectFrom('batches')
    .select(['id', 'state', 'composition'])
    .where(({ eb, selectFrom }) =>
      eb(
        'id',
        'in',
        selectFrom('earlier_mails')
          .innerJoin('deliveries', 'deliveries.id', 'earlier_mails.delivery_id')
          .select('deliveries.batch_id')
          .where('earlier_mails.batch_id', '=', batchId),
      ),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}
