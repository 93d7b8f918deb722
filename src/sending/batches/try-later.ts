import { returnSealedBatch } from '../../deliveries/batches/move-batch';
import { recompose } from '../../deliveries/batches/outcomes';
import { giveUpBatch, pauseIssue } from '../../deliveries/pause';
import { blockCalls } from '../../mail/rate-limit';
import { type Database, inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import type { SubmissionOutcome } from '../../platform/mailer';
import { utcMinute } from '../../platform/text/utc-minute';
import { isSenderChanged } from '../../rendering/stored-render';
import { quotaRenewsAt } from './quota';
import type { Ready } from './seal-batch';

type RetryableOutcome = Exclude<
  SubmissionOutcome,
  { kind: 'accepted' } | { kind: 'refused' } | { kind: 'mismatch' }
>;

const MAX_BACKOFF_MS = 60_000;
const RUNNING_WAIT_MS = 2_000;

/** Recomposes only a batch sealed here and plainly not accepted; else the same bytes go again. */
export async function tryLater(deps: Deps, ready: Ready, outcome: RetryableOutcome): Promise<void> {
  const waitMs = chooseWaitMs(outcome, ready.batch.tries);
  if (outcome.kind === 'rate-limited') await blockCalls(deps.db, waitMs);
  if (outcome.kind === 'misconfigured' && (await isItsOwnSender(deps.db, ready, outcome))) {
    return leaveOldSender(deps, ready, outcome);
  }
  if (outcome.kind !== 'quota' && outcome.kind !== 'misconfigured') {
    return giveBack(deps.db, ready, { kind: outcome.kind, waitMs });
  }
  // In one transaction with the pause, or the next sender would take the batch before it.
  await inTransaction(deps.db, async (tx) => {
    await pauseForAll({ ...deps, db: tx }, ready.batch.issue_id, outcome);
    await giveBack(tx, ready, { kind: outcome.kind, waitMs });
  });
}

/** Whether its sender has changed since. A wrong key says nothing about any sender. */
async function isItsOwnSender(
  db: Database,
  { batch }: Ready,
  { name }: Extract<RetryableOutcome, { kind: 'misconfigured' }>,
): Promise<boolean> {
  return !name.endsWith('_api_key') && (await isSenderChanged(db, batch));
}

/** Somebody has fixed the sender since the seal: the other batches need not wait for it. */
async function leaveOldSender(
  deps: Deps,
  ready: Ready,
  { kind, name }: Extract<RetryableOutcome, { kind: 'misconfigured' }>,
): Promise<void> {
  const { batch, fresh } = ready;
  if (fresh) return giveBack(deps.db, ready, { kind, waitMs: 0 });
  const reason = `refused (${name}) after an unknown outcome, and its sender has been changed since`;
  await giveUpBatch(deps, { batch, reason });
}

async function giveBack(
  db: Database,
  { batch, fresh }: Ready,
  { kind, waitMs }: { kind: RetryableOutcome['kind']; waitMs: number },
): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = batch;
  if (fresh && kind !== 'unknown' && kind !== 'running') {
    await recompose(db, { batchId, composition, leaseUntil, waitMs, reason: kind });
  } else {
    await returnSealedBatch(db, { batchId, leaseUntil, waitMs, isTry: true });
  }
}

type AccountWideOutcome = Extract<RetryableOutcome, { kind: 'quota' } | { kind: 'misconfigured' }>;

async function pauseForAll(
  deps: Deps,
  issueId: number,
  outcome: AccountWideOutcome,
): Promise<void> {
  const resumeAt = outcome.kind === 'quota' ? quotaRenewsAt(outcome, deps.now()) : null;
  const says = `Resend refuses everything for now (${outcome.name}): ${outcome.message}`;
  const reason = resumeAt ? `${says} The next attempt is at ${utcMinute(resumeAt)}.` : says;
  await pauseIssue(deps, { issueId, reason, resumeAt });
}

function chooseWaitMs(outcome: RetryableOutcome, tries: number): number {
  if (outcome.kind === 'rate-limited') return outcome.waitMs;
  if (outcome.kind === 'running') return RUNNING_WAIT_MS;
  return outcome.kind === 'unknown' ? Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** tries) : 0;
}
