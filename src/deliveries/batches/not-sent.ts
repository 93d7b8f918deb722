import type { Database } from '../../platform/database';
import { inOrder } from './in-order';

/** Why a delivery is suppressed of which a person says that it was never sent. */
export const NOT_SENT = 'not sent';

/** A person says of an unknown batch that it was never sent. */
export async function markNotSent(tx: Database, batchId: number): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'suppressed', reason: NOT_SENT })
    .where('id', 'in', inOrder({ batchId, states: ['unknown'] }))
    .execute();
}

/**
 * A batch proves to have been sent though a person said otherwise: all of it that was not sent again
 * is accepted.
 */
export async function correctNotSent(
  tx: Database,
  { batchId, at }: { batchId: number; at: Date },
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'accepted', accepted_at: at, reason: null })
    .where('id', 'in', inOrder({ batchId, states: ['suppressed'] }))
    .where('reason', '=', NOT_SENT)
    .execute();
}
