import { isIssueAccepted } from '../deliveries/public-issues';
import { markArchived } from '../issues/archive';
import { getIssue, getIssueById, type Issue, lockIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';

/** Refuses any issue not cancelled half-way: others are public once a reader has got them. */
export async function archiveIssue(
  db: Database,
  { number, shown, actor, at }: { number: number; shown: boolean; actor: string; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { id: issueId } = await getIssue(tx, number);
    await lockIssue(tx, issueId);
    const issue = await getIssueById(tx, issueId);
    await refuseUnlessHalfWay(tx, issue);
    if ((issue.archived_at !== null) === shown) return;
    await markArchived(tx, { issueId, archivedAt: shown ? at : null, actor, at });
  });
}

async function refuseUnlessHalfWay(tx: Database, { id, number, state }: Issue): Promise<void> {
  if (state !== 'cancelled') {
    const rule = 'any other issue becomes public once a reader has received it';
    throw new Refusal('conflict', `Issue ${number} is ${state}, not cancelled: ${rule}.`);
  }
  if (await isIssueAccepted(tx, id)) return;
  throw new Refusal(
    'conflict',
    `No reader is known to have received issue ${number}, so it cannot go into the archive.`,
  );
}
