import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { groupOf } from '../../src/node/serving/address-group';
import { planCapacity } from '../../src/node/serving/capacity';

const FILE = new URL('../../src/node/serving/descriptor-limit.ts', import.meta.url).pathname;

it('a process knows how many descriptors it may have open', () => {
  const program = `import('${FILE}').then((it) => console.log(it.readDescriptorLimit()))`;
  const node = `exec ${process.execPath} --import tsx -e "${program}"`;
  expect(execFileSync('sh', ['-c', `ulimit -n 345; ${node}`], { encoding: 'utf8' })).toBe('345\n');
});

it.each([
  [300, { total: 200, perAddress: 50, isTight: false }],
  [1_024, { total: 924, perAddress: 231, isTight: false }],
  [1_048_576, { total: 2_000, perAddress: 500, isTight: false }],
  [Number.POSITIVE_INFINITY, { total: 2_000, perAddress: 500, isTight: false }],
  [64, { total: 16, perAddress: 4, isTight: true }],
])('of %d descriptors a hundred are kept for ourselves', (limit, capacity) => {
  expect(planCapacity(limit)).toEqual(capacity);
});

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::6', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('%s counts as %s', (address, group) => {
  expect(groupOf(address)).toBe(group);
});
