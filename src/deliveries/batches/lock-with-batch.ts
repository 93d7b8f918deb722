import { type Selectable, sql } from 'kysely';
import type { Database } from '../../platform/database';
import type { Batches, Deliveries } from '../../platform/schema';

export interface LockedDelivery {
  state: Selectable<Deliveries>['state'];
  reason: string | null;
  email: string | null;
  place: number | null;
  resend_id: string | null;
  batch_id: number;
  batch_state: Selectable<Batches>['state'];
  composition: number;
  was_sent_again: boolean;
}

/**
 * Batches before deliveries, as senders lock them; the row may move while this waits. Includes
 * every batch that the readers are in now: proof for the earlier one counts for those too.
 */
export async function lockWithBatch(
  tx: Database,
  deliveryId: number,
): Promise<LockedDelivery | undefined> {
  const { rows: batches } = await sql<{ batch_id: number }>`
    select batch_id from deliveries where id = ${deliveryId}
    union select deliveries.batch_id from earlier_mails as own
      join earlier_mails as same_batch on same_batch.batch_id = own.batch_id
      join deliveries on deliveries.id = same_batch.delivery_id
    where own.delivery_id = ${deliveryId}`.execute(tx);
  if (batches.length === 0) return undefined;
  const ids = batches.map(({ batch_id }) => batch_id);
  await tx
    .selectFrom('batches')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute();
  const row = await tx
    .selectFrom('deliveries')
    .innerJoin('batches', 'batches.id', 'deliveries.batch_id')
    .select(['deliveries.state', 'reason', 'email', 'place', 'resend_id', 'batch_id'])
    .select(['batches.state as batch_state', 'composition'])
    .select(
      sql<boolean>`exists (select from earlier_mails where delivery_id = deliveries.id)`.as(
        'was_sent_again',
      ),
    )
    .where('deliveries.id', '=', deliveryId)
    .executeTakeFirstOrThrow();
  return ids.includes(row.batch_id) ? row : lockWithBatch(tx, deliveryId);
}
