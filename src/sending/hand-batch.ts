import { releaseSealedBatch } from '../deliveries/move-batch';
import { composeAnew, halveBatch, recordAccepted, recordRefused } from '../deliveries/settle';
import type { Deps } from '../platform/deps';
import type { HandOutcome } from '../platform/mailer';
import { holdPace } from './pace';
import { giveUpBatch, pauseIssue } from './pause';
import type { Sealing } from './seal-batch';

type Ready = Extract<Sealing, { kind: 'ready' }>;

const MAX_BACKOFF_MS = 60_000;
const RUNNING_WAIT_MS = 2_000;

/** Hands a sealed batch to Resend under its key, and records what became of it. */
export async function handBatch(deps: Deps, ready: Ready): Promise<void> {
  const { batch, rows, body } = ready;
  const outcome = await deps.mailer.handBatch({
    key: `${deps.installation.id}/${batch.id}/${batch.composition}`,
    body,
    to: rows.map((row) => row.email),
  });
  await holdPace(deps.db, outcome.pauseMs);
  if (outcome.kind === 'accepted') {
    const { id: batchId, composition } = batch;
    await recordAccepted(deps.db, { batchId, composition, ids: outcome.ids, at: deps.now() });
    return;
  }
  const { kind } = outcome;
  deps.log.warn(
    { event: 'batch', batch: batch.id, composition: batch.composition, kind },
    'a batch was not accepted',
  );
  if (kind === 'mismatch') {
    await giveUpBatch(deps, { batch, reason: 'its key was used with another body' });
  } else if (ready.fresh) {
    await recordNotAccepted(deps, ready, outcome);
  } else {
    await tryAgain(deps, ready, outcome);
  }
}

/**
 * The first hand of a composition: every outcome but `unknown` and `running` says that nothing was
 * accepted, so the batch may be composed anew.
 */
async function recordNotAccepted(deps: Deps, ready: Ready, outcome: HandOutcome): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = ready.batch;
  const known = { batchId, composition, leaseUntil };
  switch (outcome.kind) {
    case 'paced':
      await holdPace(deps.db, outcome.waitMs);
      await composeAnew(deps.db, {
        ...known,
        waitMs: outcome.waitMs,
        reason: 'the provider asked to wait',
      });
      break;
    case 'quota':
    case 'misconfigured':
      await composeAnew(deps.db, { ...known, reason: outcome.name });
      await pauseForRefusal(deps, ready, outcome);
      break;
    case 'refused':
      await leaveOutRefused(deps, ready, outcome);
      break;
    default:
      await tryAgain(deps, ready, outcome);
  }
}

async function leaveOutRefused(
  deps: Deps,
  { batch, rows }: Ready,
  { name, message }: { name: string; message: string },
): Promise<void> {
  const { id: batchId, composition, lease_until: leaseUntil } = batch;
  const known = { batchId, composition, leaseUntil, reason: name };
  const named = rows.length === 1 ? rows[0] : findNamed(rows, message);
  if (named) await recordRefused(deps.db, { ...known, deliveryId: named.id, refusal: name });
  else await halveBatch(deps.db, known);
}

function findNamed<Row extends { email: string }>(rows: Row[], message: string): Row | undefined {
  const words = new Set(message.toLowerCase().split(/[\s"'`<>(),;]+/));
  return rows.find((row) => words.has(row.email.toLowerCase()));
}

/**
 * The outcome of some hand of these bytes is unknown, and stays so until Resend answers under the
 * same key: the same bytes again, later. A refusal then contradicts nothing we know: a person looks.
 */
async function tryAgain(deps: Deps, ready: Ready, outcome: HandOutcome): Promise<void> {
  if (outcome.kind === 'refused') {
    const reason = `refused (${outcome.name}) after an unknown outcome`;
    return giveUpBatch(deps, { batch: ready.batch, reason });
  }
  const { id: batchId, lease_until: leaseUntil, tries } = ready.batch;
  const waitMs = chooseWaitMs(outcome, tries);
  await releaseSealedBatch(deps.db, { batchId, leaseUntil, waitMs });
  if (outcome.kind === 'quota' || outcome.kind === 'misconfigured') {
    await pauseForRefusal(deps, ready, outcome);
  }
}

function pauseForRefusal(
  deps: Deps,
  { batch }: Ready,
  { name, message }: { name: string; message: string },
): Promise<void> {
  const reason = `Resend refuses everything for now (${name}): ${message}`;
  return pauseIssue(deps, { issueId: batch.issue_id, reason });
}

function chooseWaitMs(outcome: HandOutcome, tries: number): number {
  if (outcome.kind === 'paced') return outcome.waitMs;
  if (outcome.kind === 'running') return RUNNING_WAIT_MS;
  return Math.min(MAX_BACKOFF_MS, 1_000 * 2 ** tries);
}
