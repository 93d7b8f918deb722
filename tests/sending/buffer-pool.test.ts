import { expect, it } from 'vitest';
import { BufferPool } from '../../src/sending/batches/buffer-pool';

it('what was given back is used again where it is large enough, and never by two', () => {
  const spare = new BufferPool();
  const [first, second] = [spare.take(1_000), spare.take(1_000)];
  expect(first.buffer).not.toBe(second.buffer);
  spare.giveBack(first);
  const larger = spare.take(2_000);
  expect(larger.buffer).not.toBe(first.buffer);
  const again = spare.take(1_010);
  expect(again.buffer).toBe(first.buffer);
  expect(again).toHaveLength(1_010);
  expect(spare.take(10).buffer).not.toBe(first.buffer);
});
