import { composeBatch, listSealedRows, type SealedRow } from '../deliveries/compose';
import { moveBatch, releaseSealedBatch } from '../deliveries/move-batch';
import { type TakenBatch, takeBatch } from '../deliveries/take-batch';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import type { CompiledRender } from './compile-render';
import { giveUpBatch, pauseIssue } from './pause';
import { hashBody, personalise } from './personalise';

/** A batch ready to be handed over; or none, because nobody was left in it or it cannot go now. */
export type Sealing =
  | { kind: 'ready'; batch: TakenBatch; rows: SealedRow[]; body: Buffer; fresh: boolean }
  | { kind: 'nothing' };

/** What can be handed. */
export type Ready = Extract<Sealing, { kind: 'ready' }>;

const NOTHING: Sealing = { kind: 'nothing' };

/**
 * Takes a batch and seals it in one short transaction: on its first take it is composed, on a later
 * one the very same bytes come back, or it is unknown. Nothing where no batch is free.
 */
export function sealNextBatch(
  deps: Deps,
  { issueId, compiled }: { issueId: number; compiled: CompiledRender },
): Promise<Sealing | undefined> {
  return inTransaction(deps.db, async (tx) => {
    const batch = await takeBatch(tx, { issueId, holder: deps.processName });
    if (!batch) return undefined;
    if (batch.state === 'sealed') return reseal({ ...deps, db: tx }, batch, compiled);
    return seal({ ...deps, db: tx }, batch, compiled);
  });
}

async function seal(deps: Deps, batch: TakenBatch, compiled: CompiledRender): Promise<Sealing> {
  const rows = await composeBatch(deps.db, {
    batchId: batch.id,
    cardCategories: compiled.cardCategories,
    signingKey: deps.signer.newestKey,
    at: deps.now(),
  });
  const move = { batchId: batch.id, from: 'waiting', composition: batch.composition } as const;
  if (rows.length === 0) {
    await moveBatch(deps.db, { ...move, to: 'settled', reason: 'nobody was left to send to' });
    return NOTHING;
  }
  const body = personalise(compiled, rows, deps.signer);
  const reason = `composition ${batch.composition} of ${rows.length}`;
  await moveBatch(deps.db, { ...move, to: 'sealed', reason, bodySha256: hashBody(body) });
  return { kind: 'ready', batch, rows, body, fresh: true };
}

async function reseal(deps: Deps, batch: TakenBatch, compiled: CompiledRender): Promise<Sealing> {
  const rows = await listSealedRows(deps.db, batch.id);
  const absent = rows.find((row) => !deps.signer.hasKey(row.signing_key));
  if (absent && !batch.key_expired) return waitForKey(deps, batch, absent.signing_key);
  const body = absent ? null : personalise(compiled, rows, deps.signer);
  const isSame = body !== null && hashBody(body).equals(batch.body_sha256!);
  if (isSame && !batch.key_expired) return { kind: 'ready', batch, rows, body, fresh: false };
  const reason = batch.key_expired
    ? 'its idempotency key is over 23 hours old'
    : 'its bytes can no longer be made the same';
  await giveUpBatch(deps, { batch, reason });
  return NOTHING;
}

/** Another process may still have the key, or an editor may bring it back: nothing is lost yet. */
async function waitForKey(deps: Deps, batch: TakenBatch, keyId: number): Promise<Sealing> {
  const { id: batchId, lease_until: leaseUntil, issue_id: issueId } = batch;
  await releaseSealedBatch(deps.db, { batchId, leaseUntil, waitMs: 0, isTry: false });
  const reason = `A batch was sealed with signing key ${keyId}, which is not configured here: bring it back, then resume.`;
  await pauseIssue(deps, { issueId, reason });
  return NOTHING;
}
