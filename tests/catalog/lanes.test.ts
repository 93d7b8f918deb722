import { expect, it } from 'vitest';
import { Lanes } from '../../src/catalog/lanes';

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

it('runs works side by side, up to its count', async () => {
  const log: string[] = [];
  const lanes = new Lanes(2);
  const works = ['a', 'b', 'c'].map((name) => makeWork(name, log));
  for (const [at, { work }] of works.slice(0, 2).entries())
    await lanes.begin(new Set([`${at}`]), work);
  const third = lanes.begin(new Set(['2']), works[2]!.work);
  await settle();
  expect(log).toEqual(['a begins', 'b begins']);
  works[1]!.end();
  await third;
  expect(log).toEqual(['a begins', 'b begins', 'b ends', 'c begins']);
  works[0]!.end();
  works[2]!.end();
  await lanes.end();
  expect(log.slice(4).sort()).toEqual(['a ends', 'c ends']);
});

it('runs works that share a key one after the other', async () => {
  const log: string[] = [];
  const lanes = new Lanes(4);
  const [first, second] = [makeWork('first', log), makeWork('second', log)];
  await lanes.begin(new Set(['x', 'y']), first.work);
  const waiting = lanes.begin(new Set(['y', 'z']), second.work);
  await settle();
  expect(log).toEqual(['first begins']);
  first.end();
  await waiting;
  second.end();
  await lanes.end();
  expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

it('throws what a work threw at the next beginning and at the end, and begins no more', async () => {
  const log: string[] = [];
  const lanes = new Lanes(1);
  const failing = makeWork('failing', log);
  await lanes.begin(new Set(['x']), failing.work);
  const next = lanes.begin(new Set(['y']), makeWork('next', log).work);
  failing.fail(new Error('no disk'));
  await expect(next).rejects.toThrow('no disk');
  await expect(lanes.end()).rejects.toThrow('no disk');
  expect(log).toEqual(['failing begins']);
});
