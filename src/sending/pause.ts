import { recordUnknown } from '../deliveries/outcomes';
import { retryRefused } from '../deliveries/retry-refused';
import { countAnew, setResumeAt, stayPaused } from '../deliveries/sendings';
import { getIssueById, lockIssue } from '../issues/find';
import { moveIssue } from '../issues/move';
import { raiseAlert } from '../platform/alerts';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { Refusal } from '../platform/refusal';
import { withoutAddresses } from '../platform/without-addresses';
import { renderIssue } from './render-issue';
import { keepRender } from './stored-render';

/**
 * Pauses a sending issue for a reason that an editor can act on, and tells staff; it goes on by itself
 * at `resumeAt` where that is given. One that is paused already stays so, and no longer goes on by
 * itself where this reason would not let it: that too is told.
 */
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
      await tellStaff(inside, { issueId, says: `was paused. ${says}`, at });
    } else if (resumeAt === null && (await stayPaused(tx, { issueId }))) {
      const stays = `stays paused until somebody resumes it. ${says}`;
      await tellStaff(inside, { issueId, says: stays, at });
    }
  });
}

/** Pauses are rare, and each has its own cause: of one issue's every one is told. */
async function tellStaff(
  deps: Deps,
  { issueId, says, at }: { issueId: number; says: string; at: Date },
): Promise<void> {
  deps.log.error({ event: 'issue-paused', issue: issueId }, 'an issue was paused');
  const { number } = await getIssueById(deps.db, issueId);
  const once = `issue-${number}-paused-${at.toISOString()}`;
  await raiseAlert(deps, { at, kind: 'issue-paused', says: `Issue ${number} ${says}`, once });
}

/**
 * Lets a paused issue go on. Whoever does so has seen the figures: the brake counts from here. What has
 * not been sealed goes out as this process renders it now, since what paused the issue may have been
 * mended in between: sender, addresses, settings, templates. Where that changed the mail and nobody had
 * got it, those whose mails were refused are tried again.
 */
export async function resumeIssue(
  deps: Deps,
  { issueId, actor, at, reason }: { issueId: number; actor: string; at: Date; reason?: string },
): Promise<void> {
  const made = await renderIssue(deps, issueId);
  await inTransaction(deps.db, async (tx) => {
    await moveIssue(tx, { issueId, to: 'sending', actor, at, reason });
    const isNew = await keepRender(tx, { made, at });
    if (isNew) await retryRefused(tx, { issueId });
    await countAnew(tx, { issueId });
  });
}

/** A paused issue's time to go on has come. Nobody has looked, so the brake counts on. */
export async function resumeByItself(
  db: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const reason = 'The quota should have renewed.';
    await moveIssue(tx, { issueId, to: 'sending', actor: 'sending', at, reason });
    await setResumeAt(tx, { issueId, resumeAt: null });
  });
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
