import { setTimeout as sleep } from 'node:timers/promises';
import { returnSealedBatch } from '../../deliveries/batches/move-batch';
import { recompose } from '../../deliveries/batches/outcomes';
import { isHeldBy } from '../../deliveries/batches/take-batch';
import { isSending } from '../../issues/find';
import { type Reservation, reserveCall } from '../../mail/rate-limit';
import type { Deps } from '../../platform/deps';
import type { Ready } from './seal-batch';

/** If not, the batch was given back, and nothing goes for `waitMs`. */
export type CallPermit =
  | { maySubmit: true; perSecond: number | null }
  | { maySubmit: false; waitMs: number };

/**
 * Gives the batch back if the issue was paused, the wait is long or the sender is to stop; if its
 * lease has passed to another process, it is left to that one.
 */
export async function waitForCall(
  deps: Deps,
  ready: Ready,
  { signal }: { signal: AbortSignal | undefined },
): Promise<CallPermit> {
  const { batch } = ready;
  const mayGo = isSending(batch.issue_id);
  const reservation = await reserveCall(deps.db, { isHeld: isHeldBy(batch), mayGo });
  if (reservation.kind === 'reserved' && (await abortableSleep(reservation.waitMs, signal))) {
    return { maySubmit: true, perSecond: reservation.perSecond };
  }
  if (reservation.kind !== 'lost') await giveBack(deps, ready, reservation);
  return { maySubmit: false, waitMs: reservation.kind === 'later' ? reservation.waitMs : 0 };
}

/** Nothing of a fresh batch has left, so its next seal may skip readers who unsubscribe. */
async function giveBack(
  { db }: Deps,
  { batch, fresh }: Ready,
  { waitMs }: Reservation,
): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = batch;
  const known = { batchId, leaseUntil, waitMs };
  if (fresh)
    await recompose(db, {
      ...known,
      composition,
      reason: 'the rate limiter did not let it through',
    });
  else await returnSealedBatch(db, { ...known, isTry: false });
}

/** False if the signal ended it. */
export async function abortableSleep(ms: number, signal?: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return !signal?.aborted;
}
