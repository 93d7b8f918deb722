import {
  listUnknown,
  type Resolution,
  resolveUnknown,
} from '../deliveries/batches/resolve-unknown';
import { getIssue, lockIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { voidUnreached } from './cancel';

/** On the word of a person who has looked at Resend. Sends nothing; refuses if none is unknown. */
export async function resolveIssue(
  db: Database,
  {
    number,
    resolution,
    actor,
    at,
  }: { number: number; resolution: Resolution; actor: string; at: Date },
): Promise<{ batches: number; deliveries: number }> {
  return inTransaction(db, async (tx) => {
    const { id: issueId } = await getIssue(tx, number);
    // The issue before its batches, as everybody locks them.
    await lockIssue(tx, issueId);
    const resolved = { batches: 0, deliveries: 0 };
    for (const batch of await listUnknown(tx, issueId)) {
      if (!(await resolveUnknown(tx, { batch, resolution, actor, at }))) continue;
      resolved.batches += 1;
      resolved.deliveries += batch.deliveries.length;
    }
    await voidUnreached(tx, { which: { issueId }, at });
    if (resolved.batches > 0) return resolved;
    throw new Refusal('conflict', `Issue ${number} has no deliveries with an unknown outcome.`);
  });
}
