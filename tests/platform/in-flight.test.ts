import { expect, it } from 'vitest';
import { InFlight } from '../../src/platform/in-flight';

/** Work that ends when told to; `log` records what began and ended. */
function makeWork(name: string, log: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const work = async () => {
    log.push(`${name} begins`);
    await promise;
    log.push(`${name} ends`);
  };
  return { work, end: resolve, fail: reject };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it('runs work in parallel, up to its limit', async () => {
  const log: string[] = [];
  const works = new InFlight(2);
  const three = ['a', 'b', 'c'].map((name) => makeWork(name, log));
  for (const [at, { work }] of three.slice(0, 2).entries())
    await works.add(work, new Set([`${at}`]));
  const third = works.add(three[2]!.work, new Set(['2']));
  await settle();
  expect(log).toEqual(['a begins', 'b begins']);
  three[1]!.end();
  await third;
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
  three[0]!.end();
  three[2]!.end();
  await works.end();
  expect(log.slice(4).sort()).toEqual(['a ends', 'c ends']);
});

it('runs work that shares a key one after the other', async () => {
  const log: string[] = [];
  const works = new InFlight(4);
  const [first, second] = [makeWork('first', log), makeWork('second', log)];
  await works.add(first.work, new Set(['x', 'y']));
  const waiting = works.add(second.work, new Set(['y', 'z']));
  await settle();
  expect(log).toEqual(['first begins']);
  first.end();
  await waiting;
  second.end();
  await works.end();
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

it('throws what failed work threw at the next start and at the end, and starts no more', async () => {
  const log: string[] = [];
  const works = new InFlight(1);
  const failing = makeWork('failing', log);
  await works.add(failing.work, new Set(['x']));
  const next = works.add(makeWork('next', log).work, new Set(['y']));
  failing.fail(new Error('no disk'));
  await expect(next).rejects.toThrow('no disk');
  await expect(works.end()).rejects.toThrow('no disk');
  expect(log).toEqual(['failing begins']);
});
