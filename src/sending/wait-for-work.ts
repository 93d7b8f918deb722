import { readOpenBatches } from '../deliveries/batches/take-batch';
import { getIssueById } from '../issues/find';
import { moveUnlessMoved } from '../issues/move';
import { inTransaction } from '../platform/database';
import type { Deps } from '../platform/deps';
import type { InFlight } from '../platform/in-flight';
import { abortableSleep } from './batches/wait-for-call';
import { voidUnreached } from './cancel';
import { checkFirstWave } from './hold-back';

/** Longer waits are left to the sweep, which runs each minute. */
const MAX_WAIT_MS = 15_000;
const LOOK_AGAIN_MS = 50;
const LOOK_AT_WAVE_MS = 2_000;

interface Waiting {
  issueId: number;
  submissions: InFlight;
  signal: AbortSignal | undefined;
}

/** Whether to look again after a short wait; marks the issue as sent if nothing is open. */
export async function waitForWork(
  deps: Deps,
  { issueId, submissions, signal }: Waiting,
): Promise<boolean> {
  const isAlone = submissions.isEmpty;
  const { waitMs, areHeldBack } = await readOpenBatches(deps.db, { issueId });
  if (waitMs === null && !areHeldBack) {
    await finishIssue(deps, issueId);
    return false;
  }
  if ((await getIssueById(deps.db, issueId)).state !== 'sending') return false;
  if (waitMs === null) {
    return (await checkFirstWave(deps, issueId)) || waitShortly(LOOK_AT_WAVE_MS, signal);
  }
  const lookAgainMs = Math.max(LOOK_AGAIN_MS, waitMs);
  if (isAlone) return waitShortly(lookAgainMs, signal);
  if (submissions.isEmpty) return true;
  const hasEnded = new AbortController();
  const one = submissions.waitForOne().finally(() => hasEnded.abort());
  const either = AbortSignal.any([hasEnded.signal, ...(signal ? [signal] : [])]);
  await Promise.race([one, abortableSleep(Math.min(lookAgainMs, MAX_WAIT_MS), either)]);
  return true;
}

export async function waitShortly(ms: number, signal?: AbortSignal): Promise<boolean> {
  return ms <= MAX_WAIT_MS && abortableSleep(ms, signal);
}

async function finishIssue({ db, now }: Deps, issueId: number): Promise<void> {
  const at = now();
  const move = { issueId, to: 'sent', actor: 'sending', at, set: { sent_at: at } } as const;
  await inTransaction(db, async (tx) => {
    if (await moveUnlessMoved(tx, move)) await voidUnreached(tx, { which: { issueId }, at });
  });
}
