import type { Database } from '../../platform/database';
import { lockDeliveryIds } from './lock-delivery-ids';

/** The reason on deliveries that a person resolved as never sent. */
export const NOT_SENT = 'not sent';

export async function markNotSent(tx: Database, batchId: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'suppressed', reason: NOT_SENT })
    .where('id', 'in', lockDeliveryIds({ batchId, states: ['unknown'] }))
    .execute();
}

/** The batch was sent after all: everything in it that was not sent again is accepted. */
export async function correctNotSent(
  tx: Database,
  { batchId, at }: { batchId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'accepted', accepted_at: at, reason: null })
    .where('id', 'in', lockDeliveryIds({ batchId, states: ['suppressed'] }))
    .where('reason', '=', NOT_SENT)
    .execute();
}
