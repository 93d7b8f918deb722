import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Bounds, coalesce } from '../../src/platform/coalesce';
import { Refusal } from '../../src/platform/refusal';

const BOUNDS: Bounds = { max: 100, maxWaiting: 1_000, concurrency: 1, isRetryable: () => true };

/** Doubles numbers, ends when allowed, and records which came together. */
function doubling(bounds: Partial<Bounds> = {}, check: (numbers: number[]) => void = () => {}) {
  const groups: number[][] = [];
  const ends: (() => void)[] = [];
  const ask = coalesce(
    async (numbers: number[]) => {
      groups.push(numbers);
      await new Promise<void>((resolve) => {
        ends.push(resolve);
      });
      check(numbers);
      return numbers.map((number) => number * 2);
    },
    { ...BOUNDS, ...bounds },
  );
  const endOne = async () => {
    await expect.poll(() => ends.length).toBeGreaterThan(0);
    ends.shift()!();
  };
  return { ask, groups, endOne };
}

describe('coalesced writes', () => {
  it('are made together if they arrive during the previous call, each with its own answer', async () => {
    const { ask, groups, endOne } = doubling();
    const first = ask(1);
    await expect.poll(() => groups).toEqual([[1]]);
    const others = [2, 3, 4].map(ask);
    await endOne();
    expect(await first).toBe(2);
    await endOne();
    expect(await Promise.all(others)).toEqual([4, 6, 8]);
    expect(groups).toEqual([[1], [2, 3, 4]]);
  });

  it('are not answered before the call that holds them has ended', async () => {
    const { ask, groups, endOne } = doubling();
    let answered = 0;
    const asked = [1, 2, 3].map(async (number) => {
      await ask(number);
      answered += 1;
    });
    await expect.poll(() => groups).toEqual([[1, 2, 3]]);
    await sleep(20);
    expect(answered).toBe(0);
    await endOne();
    await Promise.all(asked);
  });

  it('are limited in number, and made in the order in which they came', async () => {
    const { ask, groups, endOne } = doubling({ max: 2 });
    const asked = [1, 2, 3, 4, 5].map(ask);
    for (const _ of [1, 2, 3]) await endOne();
    expect(await Promise.all(asked)).toEqual([2, 4, 6, 8, 10]);
    expect(groups).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('go on if another call hangs, if two may be under way', async () => {
    const { ask, groups, endOne } = doubling({ concurrency: 2 });
    const hanging = ask(1);
    await expect.poll(() => groups).toEqual([[1]]);
    const others = [ask(2), ask(3)];
    await expect.poll(() => groups).toEqual([[1], [2, 3]]);
    await endOne();
    await endOne();
    expect(await Promise.all([hanging, ...others])).toEqual([2, 4, 6]);
  });

  it('are refused with a sentence once too many wait, and accepted again when those are done', async () => {
    const { ask, endOne } = doubling({ maxWaiting: 3 });
    const asked = [1, 2, 3].map(ask);
    await expect(ask(4)).rejects.toThrow(Refusal);
    await endOne();
    expect(await Promise.all(asked)).toEqual([2, 4, 6]);
    const again = ask(5);
    await endOne();
    expect(await again).toBe(10);
  });
});

describe('a call that fails', () => {
  const failOn = (bad: number) => (numbers: number[]) => {
    if (numbers.includes(bad)) throw new Error(`${bad} is bad`);
  };

  it('costs only the one at fault: the others are made one by one', async () => {
    const { ask, groups, endOne } = doubling({}, failOn(2));
    const asked = Promise.allSettled([1, 2, 3].map(ask));
    for (const _ of [1, 2, 3, 4]) await endOne();
    const [one, two, three] = await asked;
    expect(one).toEqual({ status: 'fulfilled', value: 2 });
    expect(two).toMatchObject({ status: 'rejected', reason: { message: '2 is bad' } });
    expect(three).toEqual({ status: 'fulfilled', value: 6 });
    expect(groups).toEqual([[1, 2, 3], [1], [2], [3]]);
  });

  it('is not repeated if that might do something twice', async () => {
    const { ask, groups, endOne } = doubling({ isRetryable: () => false }, failOn(2));
    const asked = Promise.allSettled([1, 2].map(ask));
    await endOne();
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(groups).toEqual([[1, 2]]);
  });

  it('does not keep later callers from being answered', async () => {
    const { ask, endOne } = doubling({}, failOn(1));
    const asked = expect(ask(1)).rejects.toThrow('1 is bad');
    await endOne();
    await asked;
    const later = ask(2);
    await endOne();
    expect(await later).toBe(4);
  });
});
