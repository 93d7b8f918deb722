import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { findFreePort } from '../../src/node/free-port';

it('uses the requested port if it is free, and another one if it is not', async () => {
  const port = await findFreePort(null);
  expect(await findFreePort(port)).toBe(port);
  const holder = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  expect(await findFreePort(port)).not.toBe(port);
  holder.close();
});
