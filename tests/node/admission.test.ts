import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Admission, MAX_AT_WORK, MAX_WAITING } from '../../src/node/serving/admission';

/** Already at its limit of work. */
function fill() {
  const admission = new Admission();
  const held: (() => void)[] = [];
  const begun: string[] = [];
  const ask = (address: string, name = address) =>
    admission.admit(address, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => held.push(resolve));
      return name;
    });
  for (let nth = 0; nth < MAX_AT_WORK; nth += 1) void ask('first');
  begun.length = 0;
  const endOne = async () => {
    held.shift()!();
    await setImmediate();
  };
  return { ask, begun, endOne };
}

it('addresses take turns, each in the order in which it asked', async () => {
  const { ask, begun, endOne } = fill();
  for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
  void ask('b', 'b1');
  void ask('c', 'c1');
  void ask('b', 'b2');
  for (let nth = 0; nth < 6; nth += 1) await endOne();
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

it('when too many wait, the last in the longest line is refused, not a visitor who asks for little', async () => {
  const { ask, begun, endOne } = fill();
  const many = Array.from({ length: MAX_WAITING }, (_, nth) => ask('many', `many ${nth}`));
  void ask('little');
  expect(await many.at(-1)).toBeNull();
  await endOne();
  await endOne();
  expect(begun).toEqual(['many 0', 'little']);
});

it('work that fails gives its place to the next, and its failure to its caller', async () => {
  const admission = new Admission();
  const fail = () => admission.admit('a', () => Promise.reject(new Error('no')));
  for (let nth = 0; nth < 2 * MAX_AT_WORK; nth += 1) await expect(fail()).rejects.toThrow('no');
  expect(await admission.admit('a', async () => 'done')).toBe('done');
});
