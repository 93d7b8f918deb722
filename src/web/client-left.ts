import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';

/** Whether the client closed its connection before its request was complete: nobody's fault. */
export function hasClientLeft({ env }: Context): boolean {
  const { incoming } = (env ?? {}) as { incoming?: IncomingMessage };
  return incoming?.destroyed === true && !incoming.complete;
}
