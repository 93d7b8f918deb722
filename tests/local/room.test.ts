import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { groupOf } from '../../src/node/serving/address-group';
import { planRoom } from '../../src/node/serving/room';

const FILE = new URL('../../src/node/serving/descriptor-limit.ts', import.meta.url).pathname;

it('a process knows how many descriptors it may have open', () => {
  const program = `import('${FILE}').then((it) => console.log(it.readDescriptorLimit()))`;
  const node = `exec ${process.execPath} --import tsx -e "${program}"`;
  expect(execFileSync('sh', ['-c', `ulimit -n 345; ${node}`], { encoding: 'utf8' })).toBe('345\n');
});

it.each([
  [300, { inAll: 200, ofOneAddress: 50, isTight: false }],
  [1_024, { inAll: 924, ofOneAddress: 231, isTight: false }],
  [1_048_576, { inAll: 2_000, ofOneAddress: 500, isTight: false }],
  [Number.POSITIVE_INFINITY, { inAll: 2_000, ofOneAddress: 500, isTight: false }],
  [64, { inAll: 16, ofOneAddress: 4, isTight: true }],
])('of %d descriptors a hundred are kept for ourselves', (limit, room) => {
  expect(planRoom(limit)).toEqual(room);
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
