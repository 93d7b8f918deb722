import { getIssueById } from '../issues/find';
import type { Deps } from '../platform/deps';
import { InFlight } from '../platform/in-flight';
import { requireOwnInstallation } from '../platform/installation';
import { CompiledRenders } from '../rendering/compiled-renders';
import { ensureRender } from '../rendering/stored-render';
import { BufferPool } from './batches/buffer-pool';
import { listReadyBatches } from './batches/ready-batches';
import { submitBatch } from './batches/submit-batch';
import { closeIfCancelled } from './cancel';
import { brake } from './hold-back';

/** Enough for ten calls a second of 800 ms each. */
const CONCURRENCY = 8;
/** About a second of sending at ten calls a second. */
const BRAKE_EVERY = 10;

interface Options {
  signal?: AbortSignal;
  concurrency?: number;
  /** Called after each batch whose outcome this caller has recorded, counted from 1. */
  onBatch?: (nth: number) => void;
}

/**
 * Sends until no batch is free; marks the issue as sent if none is open. Seals batches one after
 * another, submits `concurrency` at a time. Any number of callers may do this, and any may die. Returns
 * how many outcomes this one has recorded.
 */
export async function deliverIssue(
  deps: Deps,
  issueId: number,
  { signal, concurrency = CONCURRENCY, onBatch }: Options = {},
): Promise<number> {
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return 0;
  await requireOwnInstallation(deps.db, deps);
  const renders = new CompiledRenders(await ensureRender(deps, issueId));
  const submissions = new InFlight(concurrency);
  const bodies = new BufferPool();
  const run = { issueId, renders, submissions, bodies, signal };
  let [begun, recorded] = [0, 0];
  try {
    for await (const { ready, permit } of listReadyBatches(deps, run)) {
      submissions.start(async () => {
        // An accepted body is no longer being sent.
        if (await submitBatch(deps, ready, permit)) bodies.giveBack(ready.body);
        recorded += 1;
        onBatch?.(recorded);
      });
      begun += 1;
      if (begun % BRAKE_EVERY === 0) await brake(deps, issueId);
    }
  } finally {
    await submissions.end();
  }
  await closeIfCancelled(deps, issueId);
  return recorded;
}
