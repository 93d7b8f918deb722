import { retryRefused } from '../deliveries/batches/retry-refused';
import { resetBrakeCount, setResumeAt } from '../deliveries/sendings';
import { moveIssue } from '../issues/move';
import { type Database, inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { renderIssue } from '../rendering/render-issue';
import { keepRender } from '../rendering/stored-render';

/**
 * A person has seen the figures, so the brake counts from here. Unsealed batches get a new render,
 * since sender or settings may have been fixed; if it differs and nobody got the mail, refused
 * mails are tried again.
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
    await resetBrakeCount(tx, { issueId });
  });
}

/** Nobody has looked, so the brake counts on. */
export async function resumeByItself(
  db: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const reason = 'The quota should have been renewed.';
    await moveIssue(tx, { issueId, to: 'sending', actor: 'sending', at, reason });
    await setResumeAt(tx, { issueId, resumeAt: null });
  });
}
