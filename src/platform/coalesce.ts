import { setImmediate } from 'node:timers/promises';
import { Refusal } from './refusal';

export interface Bounds {
  /** Items per call. */
  max: number;
  /** Callers that may wait; the next one is refused. */
  maxWaiting: number;
  /** Calls under way at once. */
  concurrency: number;
  /** Whether a call that failed like this certainly left nothing that a retry would double. */
  isRetryable: (error: unknown) => boolean;
}

interface Waiting<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Each call gets what came during the one before, and answers in order. A caller is answered when
 * its call has ended, so nothing is promised from memory. Items of a repeatable call that fails are
 * tried one by one: one request's fault isn't another's.
 */
export function coalesce<Item, Outcome>(
  work: (items: Item[]) => Promise<Outcome[]>,
  { max, maxWaiting, concurrency, isRetryable }: Bounds,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let underWay = 0;

  async function answer(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await work(batch.map(({ item }) => item));
      for (const [nth, { resolve }] of batch.entries()) resolve(outcomes[nth]!);
    } catch (error) {
      if (batch.length > 1 && isRetryable(error)) {
        await Promise.all(batch.map((each) => answer([each])));
      } else for (const { reject } of batch) reject(error);
    }
  }

  async function goOn(): Promise<void> {
    // So that items of the same tick of the event loop share a call.
    await setImmediate();
    while (waiting.length > 0) await answer(waiting.splice(0, max));
    underWay -= 1;
  }

  return (item) =>
    new Promise<Outcome>((resolve, reject) => {
      if (waiting.length >= maxWaiting) {
        reject(new Refusal('unready', 'We’re too busy right now. Please try again in a minute.'));
        return;
      }
      waiting.push({ item, resolve, reject });
      if (underWay === concurrency) return;
      underWay += 1;
      void goOn();
    });
}

export function coalesceWrites<Item>(
  write: (items: Item[]) => Promise<unknown>,
  bounds: Bounds,
): (item: Item) => Promise<void> {
  return coalesce(async (items: Item[]): Promise<undefined[]> => {
    await write(items);
    return [];
  }, bounds);
}
