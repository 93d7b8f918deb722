import { z } from 'zod';
import { isUnderWay } from '../deliveries/under-way';
import { raiseAlarm } from '../platform/alarms';
import type { Deps } from '../platform/deps';
import { errorFields } from '../platform/log';
import { deliverCounted, issueWorkSchema, SECOND_HAND } from './issue-work';

/** `more`: how many others may join after whoever takes it. */
const issueShareSchema = issueWorkSchema.extend({ more: z.int().min(0).max(9) });

export type IssueShare = z.infer<typeof issueShareSchema>;

/** A queue whose takers must end soon: one of them hands at most so many batches, for at most so long. */
export interface ShareQueue {
  send: (message: IssueShare) => Promise<unknown>;
  hands: number;
  forMs: number;
}

/** Three who make calls of 200 ms each reach ten a second. */
const OTHERS_AT_IT = 2;

/**
 * Asks for an issue's work to be done in shares, unless somebody is at it: such a queue keeps doubles,
 * and each minute's sweep would add one more for as long as the issue goes out.
 */
export async function handShares(
  { db }: Deps,
  { issueId, send }: { issueId: number; send: ShareQueue['send'] },
): Promise<void> {
  if (await isUnderWay(db, { issueId })) return;
  await send({ issue: issueId, more: OTHERS_AT_IT });
}

/**
 * Does a share of an issue's work. Whoever comes to a second batch asks one other to join, and whoever
 * has used up its share sends the message again. Throws where it failed before that: the queue tries
 * again then, and gives up in the end. A message that is not of our schema becomes an alarm.
 */
export async function workShare(deps: Deps, body: unknown, queue: ShareQueue): Promise<void> {
  const message = issueShareSchema.safeParse(body);
  if (!message.success) return reportOddMessage(deps);
  const { issue, more } = message.data;
  const enough = new AbortController();
  const signal = AbortSignal.any([enough.signal, AbortSignal.timeout(queue.forMs)]);
  let hands = 0;
  const onHand = (nth: number) => {
    hands = nth;
    if (nth === queue.hands) enough.abort();
    if (nth !== SECOND_HAND || more === 0) return;
    deps.begin(`pass on issue ${issue}`, () => queue.send({ issue, more: more - 1 }));
  };
  try {
    await deliverCounted(deps, issue, { signal, onHand });
  } catch (error) {
    if (hands < SECOND_HAND) throw error;
    deps.log.error(
      { event: 'issue-work', issue_id: issue, ...errorFields(error) },
      'a share failed',
    );
    enough.abort();
  }
  if (signal.aborted) await queue.send({ issue, more: 0 });
}

/** Tells staff of a message that was given up. Its work is not lost: rows and the sweep have it. */
export async function reportDeadMessage(deps: Deps): Promise<void> {
  const says =
    'A message that an issue has work failed several times and was given up. The sweep goes on trying each minute; the log says why it fails.';
  await raiseAlarm(deps, { at: deps.now(), kind: 'dead-message', says });
}

async function reportOddMessage(deps: Deps): Promise<void> {
  const says = 'A message in the queue of issues was not understood, and nothing was done.';
  await raiseAlarm(deps, { at: deps.now(), kind: 'odd-message', says });
}
