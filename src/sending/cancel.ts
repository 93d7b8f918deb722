import { lockUnreached } from '../deliveries/batches/unreached';
import { closeCancelledBatches } from '../deliveries/cancel';
import { getIssueById, lockIssue } from '../issues/find';
import { moveIssue } from '../issues/move';
import { voidIssues } from '../issues/void';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';

/** Batches in flight are left to their holders. Void once it is certain that nobody got it. */
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

export async function closeCancelled(db: Database, { at }: { at: Date }): Promise<void> {
  await closeCancelledBatches(db);
  // A transaction of its own: whoever holds an issue waits for its batches, never the reverse.
  await voidUnreached(db, { which: 'cancelled', at });
}

/** By now the submissions that were running at the cancel have returned. */
export async function closeIfCancelled(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  issueId: number,
): Promise<void> {
  const { state } = await getIssueById(db, issueId);
  if (state === 'cancelled') await closeCancelled(db, { at: now() });
}

export async function voidUnreached(
  db: Database,
  { which, at }: { which: Parameters<typeof lockUnreached>[1]; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await voidIssues(tx, { issueIds: await lockUnreached(tx, which), at });
  });
}
