import { composeBatch, listSealedRows, type SealedRow } from '../../deliveries/batches/compose';
import { moveBatch, returnSealedBatch } from '../../deliveries/batches/move-batch';
import { type TakenBatch, takeBatch } from '../../deliveries/batches/take-batch';
import { giveUpBatch, pauseIssue } from '../../deliveries/pause';
import { type Database, inTransaction } from '../../platform/database';
import type { Deps } from '../../platform/deps';
import type { CompiledRender } from '../../rendering/compile-render';
import type { CompiledRenders } from '../../rendering/compiled-renders';
import { hashBody, personalise } from '../../rendering/personalise';
import type { BufferPool } from './buffer-pool';

export type Sealing =
  | { kind: 'ready'; batch: TakenBatch; rows: SealedRow[]; body: Buffer; fresh: boolean }
  | { kind: 'nothing' };

export type Ready = Extract<Sealing, { kind: 'ready' }>;

/** Its outcome locks the issue first, so it is recorded after the transaction. */
interface Stuck {
  kind: 'stuck';
  giveWay: () => Promise<void>;
}

/** For a batch not known to be accepted while its key lived. */
export const KEY_EXPIRED = 'its idempotency key is over 23 hours old';

const NOTHING: Sealing = { kind: 'nothing' };

export interface SealingContext {
  issueId: number;
  renders: CompiledRenders;
  /** Fresh memory if left out. */
  bodies?: BufferPool;
}

/** Composes a batch the first time; later makes the same bytes again or declares it unknown. */
export async function sealNextBatch(
  deps: Deps,
  context: SealingContext,
): Promise<Sealing | undefined> {
  const taken = await inTransaction(deps.db, (tx) => takeNext(deps, tx, context));
  if (taken?.kind !== 'stuck') return taken;
  await taken.giveWay();
  return NOTHING;
}

async function takeNext(
  deps: Deps,
  tx: Database,
  context: SealingContext,
): Promise<Sealing | Stuck | undefined> {
  const batch = await takeBatch(tx, { issueId: context.issueId, holder: deps.processName });
  if (!batch) return undefined;
  const { bodies } = context;
  const compiled = await context.renders.get(tx, batch.render_id);
  if (batch.state === 'waiting') return seal({ ...deps, db: tx }, batch, { compiled, bodies });
  return reseal(deps, batch, { compiled, bodies, rows: await listSealedRows(tx, batch.id) });
}

type Material = Pick<SealingContext, 'bodies'> & { compiled: CompiledRender };

function write(deps: Deps, rows: SealedRow[], { compiled, bodies }: Material): Buffer {
  return personalise(compiled, rows, deps.signer, bodies && ((bytes) => bodies.take(bytes)));
}

async function seal(deps: Deps, batch: TakenBatch, material: Material): Promise<Sealing> {
  const rows = await composeBatch(deps.db, {
    batchId: batch.id,
    cardCategories: material.compiled.cardCategories,
    signingKey: deps.signer.newestKey,
    at: deps.now(),
  });
  const move = { batchId: batch.id, from: 'waiting', composition: batch.composition } as const;
  if (rows.length === 0) {
    await moveBatch(deps.db, { ...move, to: 'recorded', reason: 'nobody was left to send to' });
    return NOTHING;
  }
  const body = write(deps, rows, material);
  const reason = `composition ${batch.composition} of ${rows.length}`;
  const sealed = { bodySha256: hashBody(body), renderId: batch.render_id };
  await moveBatch(deps.db, { ...move, to: 'sealed', reason, ...sealed });
  return { kind: 'ready', batch, rows, body, fresh: true };
}

function reseal(
  deps: Deps,
  batch: TakenBatch,
  { rows, ...material }: Material & { rows: SealedRow[] },
): Sealing | Stuck {
  const absent = rows.find((row) => !deps.signer.hasKey(row.signing_key));
  if (absent && !batch.key_expired) {
    return { kind: 'stuck', giveWay: () => waitForKey(deps, batch, absent.signing_key) };
  }
  const body = absent ? null : write(deps, rows, material);
  const isSame = body !== null && hashBody(body).equals(batch.body_sha256!);
  if (isSame && !batch.key_expired) return { kind: 'ready', batch, rows, body, fresh: false };
  const reason = batch.key_expired ? KEY_EXPIRED : 'its bytes can no longer be reproduced';
  return { kind: 'stuck', giveWay: () => giveUpBatch(deps, { batch, reason }) };
}

/** Another process may have the key, or an editor may restore it: nothing is lost yet. */
async function waitForKey(deps: Deps, batch: TakenBatch, keyId: number): Promise<void> {
  const { id: batchId, lease_until: leaseUntil, issue_id: issueId } = batch;
  const reason = `A batch was sealed with signing key ${keyId}, which is not configured here: restore it, then resume.`;
  await pauseIssue(deps, { issueId, reason });
  await returnSealedBatch(deps.db, { batchId, leaseUntil, waitMs: 0, isTry: false });
}
