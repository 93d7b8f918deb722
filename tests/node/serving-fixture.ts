import { Hono } from 'hono';
import { serveApp } from '../../src/node/serve';
import type { Capacity } from '../../src/node/serving/capacity';
import { atEnd } from '../helpers/at-end';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';

const made = await makeDeps(await cloneDatabase());
const WIDE: Capacity = { total: 500, perAddress: 250, isTight: false };

export interface HeldApp {
  port: number;
  /** Paths of requests at work, in the order of arrival. */
  begun: string[];
  /** Answers the oldest request at work under /held. */
  answerOne(): void;
}

/**
 * A small app behind the real server: /held waits to be answered, /large is more than a system
 * buffers for a client that doesn't read, and a form may have a kilobyte.
 */
export async function serveHeldApp({
  capacity = WIDE,
  trustedProxies = [] as string[],
} = {}): Promise<HeldApp> {
  const deps = { ...made, config: { ...made.config, trustedProxies } };
  const held: (() => void)[] = [];
  const begun: string[] = [];
  const createApp = () =>
    new Hono()
      .use(async (c, next) => {
        begun.push(c.req.path);
        await next();
      })
      .get('/healthz', (c) => c.text('ok'))
      .get('/large', (c) => c.text('x'.repeat(20_000_000)))
      .post('/form', async (c) => c.text(String((await c.req.text()).length)))
      .get('/held/*', async (c) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return c.text(`answer to ${c.req.path}`);
      })
      .get('*', (c) => c.text(`answer to ${c.req.path}`));
  const serving = await serveApp(deps, { createApp, hostname: '127.0.0.1', port: 0, capacity });
  atEnd(async () => {
    const closed = serving.close();
    while (held.length > 0) held.shift()!();
    await closed;
  });
  return { port: serving.port, begun, answerOne: () => held.shift()!() };
}
