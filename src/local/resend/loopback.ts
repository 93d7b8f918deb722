import type { Server } from 'node:http';
import { type HttpBindings, serve } from '@hono/node-server';
import { findFreePort } from '../../node/free-port';

// Longer than any wait of ours: a process starved for the usual 5 s would reset its callers.
const KEEP_ALIVE_MS = 120_000;

export interface Listening {
  port: number;
  close(): Promise<void>;
}

interface Answers {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

/** On 127.0.0.1, on the preferred port if it is free. */
export async function listen(app: Answers, preferred: number | null): Promise<Listening> {
  const port = await findFreePort(preferred);
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve(
      {
        fetch: (request, bindings) => app.fetch(request, bindings as HttpBindings),
        port,
        hostname: '127.0.0.1',
        serverOptions: { keepAliveTimeout: KEEP_ALIVE_MS },
      },
      () => resolve(started as Server),
    );
    started.once('error', reject);
  });
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
