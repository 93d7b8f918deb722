import { setTimeout as sleep } from 'node:timers/promises';
import { releaseSealedBatch } from '../deliveries/move-batch';
import { composeAnew } from '../deliveries/settle';
import { isHeldBy } from '../deliveries/take-batch';
import { isSending } from '../issues/find';
import type { Deps } from '../platform/deps';
import { type Turn, takeTurn } from '../platform/pace';
import type { Ready } from './seal-batch';

/** A batch's moment in the pace has come; or it was given back, and nothing goes for `waitMs`. */
export type InTurn =
  | { mayHand: true; perSecond: number | null }
  | { mayHand: false; waitMs: number };

/**
 * Waits for a sealed batch's turn. Where the issue was paused meanwhile, the pace is held for long or
 * the sender is to stop, the batch is given back unhanded; where its lease has passed to somebody else
 * it is left to them.
 */
export async function waitForTurn(
  deps: Deps,
  ready: Ready,
  { signal }: { signal: AbortSignal | undefined },
): Promise<InTurn> {
  const { batch } = ready;
  const mayGo = isSending(batch.issue_id);
  const turn = await takeTurn(deps.db, { isHeld: isHeldBy(batch), mayGo });
  if (turn.kind === 'turn' && (await pause(turn.waitMs, signal))) {
    return { mayHand: true, perSecond: turn.perSecond };
  }
  if (turn.kind !== 'lost') await giveBack(deps, ready, turn);
  return { mayHand: false, waitMs: turn.kind === 'later' ? turn.waitMs : 0 };
}

/** Of a fresh batch nothing has left: who goes away until its next take is left out. */
async function giveBack({ db }: Deps, { batch, fresh }: Ready, { waitMs }: Turn): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = batch;
  const known = { batchId, leaseUntil, waitMs };
  if (fresh) await composeAnew(db, { ...known, composition, reason: 'its turn did not come' });
  else await releaseSealedBatch(db, { ...known, isTry: false });
}

/** False where the signal ended it. */
export async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return !signal?.aborted;
}
