import { lockUnreached } from '../deliveries/batches/unreached';
import { closeCancelledBatches } from '../deliveries/cancel';
import { getIssueById, lockIssue } from '../issues/find';
import { moveIssue } from '../issues/move';
import { voidIssues } from '../issues/void';
import { type Database, inTransaction } from '../platform/database';

/**
 * Stops an issue for good, also while it goes out. What is in flight is accounted for by its holder, or
 * as unknown. Once it is certain that nobody got it, it is void.
 */
export async function cancelIssue(
  db: Database,
  { issueId, actor, at, reason }: { issueId: number; actor: string; at: Date; reason?: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const by = { issueId, actor, at, reason };
    await lockIssue(tx, issueId);
    const { state } = await getIssueById(tx, issueId);
    if (state === 'sending') await moveIssue(tx, { ...by, to: 'paused' });
    await moveIssue(tx, { ...by, to: 'cancelled' });
    await closeCancelledBatches(tx);
    await voidUnreached(tx, { which: { issueId }, at });
  });
}

/** Closes what cancelled issues left open, then gives back the weeks of those that nobody got. */
export async function closeCancelled(db: Database, { at }: { at: Date }): Promise<void> {
  await closeCancelledBatches(db);
  // In a transaction of its own: who holds an issue waits for its batches, never the other way round.
  await voidUnreached(db, { which: 'cancelled', at });
}

/** Makes issues void that have ended and that nobody got. */
export async function voidUnreached(
  db: Database,
  { which, at }: { which: Parameters<typeof lockUnreached>[1]; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await voidIssues(tx, { issueIds: await lockUnreached(tx, which), at });
  });
}
