import { setImmediate } from 'node:timers/promises';
import { Refusal } from './refusal';

export interface Bounds {
  /** So many at most share one call. */
  most: number;
  /** So many may wait for their turn; whoever comes then is refused. */
  waiting: number;
  /** So many calls are under way at once. */
  atOnce: number;
  /** Whether a call that failed like this has surely left nothing that a second try would double. */
  mayRepeat: (error: unknown) => boolean;
}

interface Waiting<Item, Outcome> {
  item: Item;
  resolve: (outcome: Outcome) => void;
  reject: (error: unknown) => void;
}

/**
 * Puts together what many requests ask of the database: `work` gets what came while the call before it
 * was under way, and answers in the order of its items. Each caller is answered when the call that
 * held its own item has ended, so nothing is promised from memory. Where a call fails that may be
 * repeated, each of its items is tried by itself, so that one request's fault is not another's.
 */
export function coalesce<Item, Outcome>(
  work: (items: Item[]) => Promise<Outcome[]>,
  { most, waiting: mostWaiting, atOnce, mayRepeat }: Bounds,
): (item: Item) => Promise<Outcome> {
  const waiting: Waiting<Item, Outcome>[] = [];
  let underWay = 0;

  async function answer(batch: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await work(batch.map(({ item }) => item));
      for (const [nth, { resolve }] of batch.entries()) resolve(outcomes[nth]!);
    } catch (error) {
      if (batch.length > 1 && mayRepeat(error)) {
        await Promise.all(batch.map((each) => answer([each])));
      } else for (const { reject } of batch) reject(error);
    }
  }

  async function goOn(): Promise<void> {
    // What came in the same turn of the event loop comes along.
    await setImmediate();
    while (waiting.length > 0) await answer(waiting.splice(0, most));
    underWay -= 1;
  }

  return (item) =>
    new Promise<Outcome>((resolve, reject) => {
      if (waiting.length >= mostWaiting) {
        reject(new Refusal('unready', 'Too much comes at once. Please try again in a minute.'));
        return;
      }
      waiting.push({ item, resolve, reject });
      if (underWay === atOnce) return;
      underWay += 1;
      void goOn();
    });
}

/** The same for writes of which nobody asks more than that they are safe. */
export function coalesceWrites<Item>(
  write: (items: Item[]) => Promise<unknown>,
  bounds: Bounds,
): (item: Item) => Promise<void> {
  return coalesce(async (items: Item[]): Promise<undefined[]> => {
    await write(items);
    return [];
  }, bounds);
}
