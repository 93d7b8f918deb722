import { z } from 'zod';
import { isUnderWay } from '../deliveries/under-way';
import { raiseAlert } from '../platform/alerts';
import type { Deps } from '../platform/deps';
import { errorFields } from '../platform/log';
import { deliverIssue } from './deliver-issue';
import { issueWorkSchema, SECOND_BATCH } from './issue-work';

/** `more`: how many others may still join. */
const runMessageSchema = issueWorkSchema.extend({ more: z.int().min(0).max(9) });

export type RunMessage = z.infer<typeof runMessageSchema>;

/** For queues whose consumers must end soon: a run has limits of batches and of time. */
export interface RunQueue {
  send: (message: RunMessage) => Promise<unknown>;
  batches: number;
  timeLimitMs: number;
}

/** A batch is 5 MB, and a Worker has 128 MB. */
const CONCURRENCY = 3;
/** Three senders with calls of 200 ms each reach ten a second. */
const OTHERS_AT_IT = 2;

/** Not while somebody is at work: the queue keeps duplicates, and the sweep would add one a minute. */
export async function requestRuns(
  { db }: Deps,
  { issueId, send }: { issueId: number; send: RunQueue['send'] },
): Promise<void> {
  if (await isUnderWay(db, { issueId })) return;
  await send({ issue: issueId, more: OTHERS_AT_IT });
}

/**
 * At its second batch a run asks one other to join; a used-up run sends the message again. Throws
 * if it fails earlier: the queue retries, then gives up. A message of another schema is an alert.
 */
export async function processRun(deps: Deps, body: unknown, queue: RunQueue): Promise<void> {
  const message = runMessageSchema.safeParse(body);
  if (!message.success) return reportOddMessage(deps);
  const { issue } = message.data;
  if (await deliverRun(deps, message.data, queue)) await queue.send({ issue, more: 0 });
}

async function deliverRun(
  deps: Deps,
  { issue, more }: RunMessage,
  { send, batches: max, timeLimitMs }: RunQueue,
): Promise<boolean> {
  const usedUp = new AbortController();
  const signal = AbortSignal.any([usedUp.signal, AbortSignal.timeout(timeLimitMs)]);
  let recorded = 0;
  const onBatch = (nth: number) => {
    recorded = nth;
    if (nth === max) usedUp.abort();
    if (nth !== SECOND_BATCH || more === 0) return;
    deps.runInBackground(`pass on issue ${issue}`, () => send({ issue, more: more - 1 }));
  };
  try {
    await deliverIssue(deps, issue, { signal, concurrency: CONCURRENCY, onBatch });
    return signal.aborted;
  } catch (error) {
    if (recorded < SECOND_BATCH) throw error;
    deps.log.error({ event: 'run', issue_id: issue, ...errorFields(error) }, 'a run failed');
    return true;
  }
}

/** Its work is not lost: rows and the sweep have it. */
export async function reportDeadMessage(deps: Deps): Promise<void> {
  const says =
    'A message about an issue failed several times and was given up. The sweep tries again every minute; the log says why it fails.';
  await raiseAlert(deps, { at: deps.now(), kind: 'dead-message', says });
}

async function reportOddMessage(deps: Deps): Promise<void> {
  const says = 'A message in the issue queue could not be understood, so nothing was done.';
  await raiseAlert(deps, { at: deps.now(), kind: 'odd-message', says });
}
