import { readOpenBatches } from '../deliveries/take-batch';
import { getIssueById } from '../issues/find';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import { InFlight } from '../platform/in-flight';
import { requireOwnInstallation } from '../platform/installation';
import { readPaceMs } from '../platform/pace';
import { SpareBuffers } from '../platform/spare-buffers';
import { closeCancelled, voidUnreached } from './cancel';
import { CompiledRenders } from './compiled-renders';
import { handBatch } from './hand-batch';
import { brake, lookAtFirstWave } from './hold-back';
import { pause, waitForTurn } from './in-turn';
import { moveUnlessMoved } from './pause';
import { sealNextBatch } from './seal-batch';
import { ensureRender } from './stored-render';

/** A wait longer than this is left to the sweep, which comes by each minute. */
const MAX_WAIT_MS = 15_000;
/** Enough for ten calls a second where each takes 800 ms. */
const AT_ONCE = 8;
const LOOK_AGAIN_MS = 50;
const LOOK_AT_WAVE_MS = 2_000;
/** About a second of sending at ten calls a second. */
const BRAKE_EVERY = 10;

interface Order {
  issueId: number;
  renders: CompiledRenders;
  handing: InFlight;
  bodies: SpareBuffers;
  signal: AbortSignal | undefined;
  /** How many batches this caller has handed over. */
  handed: number;
}

/**
 * The message "this issue has work", acted on: takes batches until none is free, then marks the
 * issue as sent when none is open. Batches are sealed one after another and wait for their turns;
 * `atOnce` of them may be on their way. Any number of callers may do this at once, and any may die.
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
  const handing = new InFlight(atOnce);
  try {
    if (!(await waitShortly(await readPaceMs(db), signal))) return;
    const bodies = new SpareBuffers();
    const order = { issueId, renders, handing, bodies, signal, handed: 0 };
    while (await deliverNext(deps, order));
  } finally {
    await handing.end();
  }
  await closeIfCancelled(deps, issueId);
}

/** Seals a batch and begins to hand it over; or waits for work. False where there is no more to do. */
async function deliverNext(deps: Deps, order: Order): Promise<boolean> {
  const { handing, signal } = order;
  await handing.waitForRoom();
  if (signal?.aborted) return false;
  const sealing = await sealNextBatch(deps, order);
  if (!sealing) return waitForWork(deps, order);
  if (sealing.kind !== 'ready') return true;
  const turn = await waitForTurn(deps, sealing, { signal });
  if (!turn.mayHand) return waitShortly(turn.waitMs, signal);
  handing.begin(async () => {
    // Of an accepted body nothing is still on its way.
    if (await handBatch(deps, sealing, turn)) order.bodies.giveBack(sealing.body);
  });
  order.handed += 1;
  if (order.handed % BRAKE_EVERY === 0) await brake(deps, order.issueId);
  return true;
}

/** Whether to look again: waits out short waits; where nothing is open any more, the issue is sent. */
async function waitForWork(deps: Deps, { issueId, handing, signal }: Order): Promise<boolean> {
  const isAlone = handing.isEmpty;
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
  if (handing.isEmpty) return true;
  const hasEnded = new AbortController();
  const one = handing.waitForOne().finally(() => hasEnded.abort());
  const either = AbortSignal.any([hasEnded.signal, ...(signal ? [signal] : [])]);
  await Promise.race([one, pause(Math.min(lookAgainMs, MAX_WAIT_MS), either)]);
  return true;
}

async function waitShortly(ms: number, signal?: AbortSignal): Promise<boolean> {
  return ms <= MAX_WAIT_MS && pause(ms, signal);
}

/** What was on its way when the issue was cancelled has come back by now. */
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
