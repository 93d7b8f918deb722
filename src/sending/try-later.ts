import { releaseSealedBatch } from '../deliveries/move-batch';
import { composeAnew } from '../deliveries/settle';
import type { Deps } from '../platform/deps';
import type { HandOutcome } from '../platform/mailer';
import { holdPace } from '../platform/pace';
import { pauseIssue } from './pause';
import { quotaRenewsAt } from './quota';
import type { Ready } from './seal-batch';

type Later = Exclude<
  HandOutcome,
  { kind: 'accepted' } | { kind: 'refused' } | { kind: 'mismatch' }
>;

const MAX_BACKOFF_MS = 60_000;
const RUNNING_WAIT_MS = 2_000;

/**
 * Gives a batch back for later. Only who sealed this composition and was told plainly that nothing
 * was accepted composes it anew; in every other case the very same bytes go again.
 */
export async function tryLater(deps: Deps, { batch, fresh }: Ready, outcome: Later): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil, tries } = batch;
  const waitMs = chooseWaitMs(outcome, tries);
  if (outcome.kind === 'paced') await holdPace(deps.db, waitMs);
  const isKnown = outcome.kind !== 'unknown' && outcome.kind !== 'running';
  if (fresh && isKnown) {
    await composeAnew(deps.db, { batchId, composition, leaseUntil, waitMs, reason: outcome.kind });
  } else {
    await releaseSealedBatch(deps.db, { batchId, leaseUntil, waitMs, isTry: true });
  }
  if (outcome.kind !== 'quota' && outcome.kind !== 'misconfigured') return;
  const resumeAt = outcome.kind === 'quota' ? quotaRenewsAt(outcome, deps.now()) : null;
  const says = `Resend refuses everything for now (${outcome.name}): ${outcome.message}`;
  const reason = resumeAt ? `${says} The next try is at ${resumeAt.toISOString()}.` : says;
  await pauseIssue(deps, { issueId: batch.issue_id, reason, resumeAt });
}

function chooseWaitMs(outcome: Later, tries: number): number {
  if (outcome.kind === 'paced') return outcome.waitMs;
  if (outcome.kind === 'running') return RUNNING_WAIT_MS;
  return outcome.kind === 'unknown' ? Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** tries) : 0;
}
