import { closeCancelledBatches } from '../deliveries/cancel';
import { recordUnknown } from '../deliveries/settle';
import { lockIssue } from '../issues/find';
import { moveIssue } from '../issues/move';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';

/** Pauses a sending issue for a reason that an editor can act on; no matter if it is paused already. */
export async function pauseIssue(
  deps: Deps,
  { issueId, reason }: { issueId: number; reason: string },
): Promise<void> {
  const move = { issueId, to: 'paused', actor: 'sending', at: deps.now(), reason } as const;
  if (await moveUnlessMoved(deps.db, move)) {
    deps.log.error({ event: 'issue-paused', issue: issueId }, 'an issue was paused');
  }
}

/** Makes a sealed batch unknown and pauses its issue, in one transaction. */
export async function giveUpBatch(
  deps: Deps,
  {
    batch,
    reason,
  }: {
    batch: { id: number; issue_id: number; composition: number };
    reason: string;
  },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const { id: batchId, issue_id: issueId, composition } = batch;
    // The issue before its batch, as everybody locks them.
    await lockIssue(tx, issueId);
    if (!(await recordUnknown(tx, { batchId, composition, reason }))) return;
    const says = `The outcome of batch ${batchId} is unknown: ${reason}.`;
    await pauseIssue({ ...deps, db: tx }, { issueId, reason: says });
  });
}

/** False where somebody else moved the issue first and the move is not possible any more. */
export async function moveUnlessMoved(
  db: Database,
  move: Parameters<typeof moveIssue>[1],
): Promise<boolean> {
  try {
    await moveIssue(db, move);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'conflict') return false;
    throw error;
  }
}

/** Stops an issue for good. What is in flight is accounted for by its holder, or as unknown. */
export async function cancelIssue(
  db: Database,
  { issueId, actor, at, reason }: { issueId: number; actor: string; at: Date; reason?: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await moveIssue(tx, { issueId, to: 'cancelled', actor, at, reason });
    await closeCancelledBatches(tx);
  });
}
