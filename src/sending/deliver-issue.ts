import { setTimeout as sleep } from 'node:timers/promises';
import { findWaitMs } from '../deliveries/take-batch';
import { getIssueById } from '../issues/find';
import type { Deps } from '../platform/deps';
import { requireOwnInstallation } from '../platform/installation';
import { readPaceMs } from '../platform/pace';
import { compileRender } from './compile-render';
import { handBatch } from './hand-batch';
import { moveUnlessMoved } from './pause';
import { ensureRender } from './render';
import { sealNextBatch } from './seal-batch';

/** A wait longer than this is left to the sweep, which comes by each minute. */
const MAX_WAIT_MS = 15_000;

/**
 * The message "this issue has work", acted on: takes batches until none is free, then marks the
 * issue as sent when none is open. Any number of callers may do this at once, and any may die.
 */
export async function deliverIssue(
  deps: Deps,
  issueId: number,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return;
  const { installation, config } = deps;
  await requireOwnInstallation(deps.db, { installation, config });
  const compiled = compileRender(await ensureRender(deps, issueId));
  while (!signal?.aborted) {
    if (!(await waitForPace(deps, signal))) return;
    const sealing = await sealNextBatch(deps, { issueId, compiled });
    if (!sealing) {
      if (await waitForWork(deps, issueId, signal)) continue;
      return;
    }
    if (sealing.kind === 'ready') await handBatch(deps, sealing);
  }
}

async function waitForPace({ db }: Deps, signal?: AbortSignal): Promise<boolean> {
  for (;;) {
    const waitMs = await readPaceMs(db);
    if (waitMs === 0) return true;
    if (waitMs > MAX_WAIT_MS || !(await pause(waitMs, signal))) return false;
  }
}

/** Whether to look again: waits out short waits; where nothing is open any more, the issue is sent. */
async function waitForWork(deps: Deps, issueId: number, signal?: AbortSignal): Promise<boolean> {
  const waitMs = await findWaitMs(deps.db, { issueId });
  if (waitMs === null) {
    await finishIssue(deps, issueId);
    return false;
  }
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return false;
  return waitMs <= MAX_WAIT_MS && pause(Math.max(50, waitMs), signal);
}

async function finishIssue({ db, now }: Deps, issueId: number): Promise<void> {
  const at = now();
  await moveUnlessMoved(db, { issueId, to: 'sent', actor: 'sending', at, set: { sent_at: at } });
}

async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
  return !signal?.aborted;
}
