import { recordAccepted } from '../../deliveries/batches/outcomes';
import { recordSubmissionFailure } from '../../deliveries/batches/submission-failures';
import { giveUpBatch } from '../../deliveries/pause';
import { applyKeptEvents } from '../../events/kept-events';
import { storeStatedLimit } from '../../mail/rate-limit';
import { inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import type { SubmissionOutcome } from '../../platform/mailer';
import { batchKey } from './batch-key';
import { leaveOutRefused } from './leave-out-refused';
import type { Ready } from './seal-batch';
import { tryLater } from './try-later';

/** Whether it was accepted. */
export async function submitBatch(
  deps: Deps,
  ready: Ready,
  permit: { perSecond: number | null },
): Promise<boolean> {
  const { batch, rows, body } = ready;
  const outcome = await deps.mailer.submitBatch({
    key: batchKey(deps.installation, batch),
    body,
    to: rows.map((row) => row.email),
  });
  await storeStatedLimit(deps.db, permit, outcome);
  if (outcome.kind === 'accepted') await keepAccepted(deps, ready, outcome.ids);
  else await keepNotAccepted(deps, ready, outcome);
  return outcome.kind === 'accepted';
}

async function keepAccepted(deps: Deps, { batch }: Ready, ids: string[]): Promise<void> {
  const { id: batchId, composition } = batch;
  const isRecorded = await inTransaction(deps.db, async (tx) => {
    const at = deps.now();
    if (!(await recordAccepted(tx, { batchId, composition, ids, at }))) return false;
    await applyKeptEvents({ ...deps, db: tx }, ids);
    return true;
  });
  if (isRecorded) return;
  deps.log.warn(
    { event: 'batch', batch: batchId, composition },
    'a batch had been recorded before',
  );
}

type NotAccepted = Exclude<SubmissionOutcome, { kind: 'accepted' }>;

async function keepNotAccepted(deps: Deps, ready: Ready, outcome: NotAccepted): Promise<void> {
  const { batch, fresh } = ready;
  const { kind } = outcome;
  const detail = detailOf(outcome);
  const fields = { event: 'batch', batch: batch.id, composition: batch.composition, kind, detail };
  deps.log.warn(fields, 'a batch was not accepted');
  await recordSubmissionFailure(deps.db, { issueId: batch.issue_id, kind, detail });
  if (outcome.kind === 'mismatch') {
    await giveUpBatch(deps, { batch, reason: 'its key was used with another body' });
  } else if (outcome.kind !== 'refused') {
    await tryLater(deps, ready, outcome);
  } else if (fresh) {
    await leaveOutRefused(deps, ready, outcome);
  } else {
    // An earlier submission of these bytes may have been accepted, which a refusal contradicts.
    const reason = `refused (${outcome.name}) after an unknown outcome`;
    await giveUpBatch(deps, { batch, reason });
  }
}

/** Never the message, which may hold a reader's address. */
function detailOf(outcome: NotAccepted): string | null {
  if (outcome.kind === 'unknown') return outcome.detail;
  return 'name' in outcome ? outcome.name : null;
}
