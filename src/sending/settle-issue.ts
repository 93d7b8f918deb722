import { listUnknown, type SaidOfUnknown, settleUnknown } from '../deliveries/settle-unknown';
import { getIssue, lockIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { voidUnreached } from './cancel';

/**
 * Settles every unknown batch of an issue as a person says who has looked at Resend. Nothing is sent
 * again by it. Returns how many deliveries were settled; refuses where none is unknown.
 */
export async function settleIssue(
  db: Database,
  { number, said, actor, at }: { number: number; said: SaidOfUnknown; actor: string; at: Date },
): Promise<{ batches: number; deliveries: number }> {
  return inTransaction(db, async (tx) => {
    const { id: issueId } = await getIssue(tx, number);
    // The issue before its batches, as everybody locks them.
    await lockIssue(tx, issueId);
    const settled = { batches: 0, deliveries: 0 };
    for (const batch of await listUnknown(tx, issueId)) {
      if (!(await settleUnknown(tx, { batch, said, actor, at }))) continue;
      settled.batches += 1;
      settled.deliveries += batch.deliveries.length;
    }
    await voidUnreached(tx, { which: { issueId }, at });
    if (settled.batches > 0) return settled;
    throw new Refusal('conflict', `Issue ${number} has no delivery whose outcome is unknown.`);
  });
}
