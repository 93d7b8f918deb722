import { readOpenBatches } from '../deliveries/batches/take-batch';
import { getIssueById } from '../issues/find';
import { moveUnlessMoved } from '../issues/move';
import { readWaitMs } from '../mail/rate-limit';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { InFlight } from '../platform/in-flight';
import { requireOwnInstallation } from '../platform/installation';
import { CompiledRenders } from '../rendering/compiled-renders';
import { ensureRender } from '../rendering/stored-render';
import { closeCancelled, voidUnreached } from './cancel';
import { brake, lookAtFirstWave } from './hold-back';
import { sealNextBatch } from './seal-batch';
import { SpareBuffers } from './spare-buffers';
import { submitBatch } from './submit-batch';
import { sleepUnless, waitForCall } from './wait-for-call';

/** Longer waits are left to the sweep, which runs each minute. */
const MAX_WAIT_MS = 15_000;
/** Enough for ten calls a second that take 800 ms each. */
const AT_ONCE = 8;
const LOOK_AGAIN_MS = 50;
const LOOK_AT_WAVE_MS = 2_000;
/** About a second of sending at ten calls a second. */
const BRAKE_EVERY = 10;

interface Run {
  issueId: number;
  renders: CompiledRenders;
  submissions: InFlight;
  bodies: SpareBuffers;
  signal: AbortSignal | undefined;
  /** By this caller. */
  submitted: number;
}

/**
 * Sends until no batch is free; marks the issue as sent if none is open. Seals batches one after
 * another, submits `atOnce` at a time. Any number of callers may do this, and any may die.
 */
export async function deliverIssue(
  deps: Deps,
  issueId: number,
  { signal, atOnce = AT_ONCE }: { signal?: AbortSignal; atOnce?: number } = {},
): Promise<void> {
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return;
  const { db, installation, config } = deps;
  await requireOwnInstallation(db, { installation, config });
  const renders = new CompiledRenders(await ensureRender(deps, issueId));
  const submissions = new InFlight(atOnce);
  try {
    if (!(await waitShortly(await readWaitMs(db), signal))) return;
    const bodies = new SpareBuffers();
    const run = { issueId, renders, submissions, bodies, signal, submitted: 0 };
    while (await deliverNext(deps, run));
  } finally {
    await submissions.end();
  }
  await closeIfCancelled(deps, issueId);
}

async function deliverNext(deps: Deps, run: Run): Promise<boolean> {
  const { submissions, signal } = run;
  await submissions.waitForRoom();
  if (signal?.aborted) return false;
  const sealing = await sealNextBatch(deps, run);
  if (!sealing) return waitForWork(deps, run);
  if (sealing.kind !== 'ready') return true;
  const permit = await waitForCall(deps, sealing, { signal });
  if (!permit.maySubmit) return waitShortly(permit.waitMs, signal);
  submissions.begin(async () => {
    // An accepted body is no longer being sent.
    if (await submitBatch(deps, sealing, permit)) run.bodies.giveBack(sealing.body);
  });
  run.submitted += 1;
  if (run.submitted % BRAKE_EVERY === 0) await brake(deps, run.issueId);
  return true;
}

/** Whether to look again after a short wait; marks the issue as sent if nothing is open. */
async function waitForWork(deps: Deps, { issueId, submissions, signal }: Run): Promise<boolean> {
  const isAlone = submissions.isEmpty;
  const { waitMs, areHeldBack } = await readOpenBatches(deps.db, { issueId });
  if (waitMs === null && !areHeldBack) {
    await finishIssue(deps, issueId);
    return false;
  }
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return false;
  if (waitMs === null) {
    return (await lookAtFirstWave(deps, issueId)) || waitShortly(LOOK_AT_WAVE_MS, signal);
  }
  const lookAgainMs = Math.max(LOOK_AGAIN_MS, waitMs);
  if (isAlone) return waitShortly(lookAgainMs, signal);
  if (submissions.isEmpty) return true;
  const hasEnded = new AbortController();
  const one = submissions.waitForOne().finally(() => hasEnded.abort());
  const either = AbortSignal.any([hasEnded.signal, ...(signal ? [signal] : [])]);
  await Promise.race([one, sleepUnless(Math.min(lookAgainMs, MAX_WAIT_MS), either)]);
  return true;
}

async function waitShortly(ms: number, signal?: AbortSignal): Promise<boolean> {
  return ms <= MAX_WAIT_MS && sleepUnless(ms, signal);
}

/** By now the submissions that were running at the cancel have returned. */
async function closeIfCancelled({ db, now }: Deps, issueId: number): Promise<void> {
  const { state } = await getIssueById(db, issueId);
  if (state === 'cancelled') await closeCancelled(db, { at: now() });
}

async function finishIssue({ db, now }: Deps, issueId: number): Promise<void> {
  const at = now();
  const move = { issueId, to: 'sent', actor: 'sending', at, set: { sent_at: at } } as const;
  await inTransaction(db, async (tx) => {
    if (await moveUnlessMoved(tx, move)) await voidUnreached(tx, { which: { issueId }, at });
  });
}
