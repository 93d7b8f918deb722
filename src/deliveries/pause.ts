import { getIssueById, lockIssue } from '../issues/find';
import { moveUnlessMoved } from '../issues/move';
import { raiseAlert } from '../platform/alerts';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { withoutAddresses } from '../platform/text/without-addresses';
import { recordUnknown } from './batches/outcomes';
import { setResumeAt, stayPaused } from './sendings';

/** An issue paused already stays so, and no longer resumes by itself if this reason forbids it. */
export async function pauseIssue(
  deps: Deps,
  { issueId, reason, resumeAt = null }: { issueId: number; reason: string; resumeAt?: Date | null },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const at = deps.now();
    const says = withoutAddresses(reason);
    const move = { issueId, to: 'paused', actor: 'sending', at, reason: says } as const;
    const inside = { ...deps, db: tx };
    if (await moveUnlessMoved(tx, move)) {
      await setResumeAt(tx, { issueId, resumeAt });
      await alertStaff(inside, { issueId, says: `was paused. ${says}`, at });
    } else if (resumeAt === null && (await stayPaused(tx, { issueId }))) {
      const stays = `stays paused until somebody resumes it. ${says}`;
      await alertStaff(inside, { issueId, says: stays, at });
    }
  });
}

/** Pauses are rare, and each has its own cause: every one is told. */
async function alertStaff(
  deps: Deps,
  { issueId, says, at }: { issueId: number; says: string; at: Date },
): Promise<void> {
  deps.log.error({ event: 'issue-paused', issue: issueId }, 'an issue was paused');
  const { number } = await getIssueById(deps.db, issueId);
  const once = `issue-${number}-paused-${at.toISOString()}`;
  await raiseAlert(deps, { at, kind: 'issue-paused', says: `Issue ${number} ${says}`, once });
}

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
