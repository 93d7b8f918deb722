import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import type { Deps } from '../platform/deps';
import type { FaceDeps } from '../web/faces';
import { nodeAddress } from '../web/node-address';
import { publicFolder } from './folders';
import { staticFiles } from './static-files';

const REQUEST_TIMEOUT_MS = 30_000;
const IDLE_SWEEP_MS = 50;
const CLOSE_WITHIN_MS = 5_000;

export type CreateApp = (deps: FaceDeps) => Hono;

export interface Serving {
  port: number;
  /** Ends when every request has been answered. */
  close: () => Promise<void>;
}

/** Serves the app and its static files with Node. Rejects where the port is taken. */
export function serveApp(
  deps: Deps,
  { createApp, hostname, port }: { createApp: CreateApp; hostname: string; port: number },
): Promise<Serving> {
  const site = createApp({ ...deps, clientAddress: nodeAddress(deps.config.trustedProxies) });
  // Handed on whole: `route` would take the routes and leave the page for what is missing behind.
  const app = new Hono()
    .route('/', staticFiles(publicFolder()))
    .all('*', (c) => site.fetch(c.req.raw, c.env));
  return new Promise((resolve, reject) => {
    const timeouts = { requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS };
    const server = serve(
      { fetch: app.fetch, port, hostname, serverOptions: timeouts },
      (address: AddressInfo) => resolve({ port: address.port, close: () => close(server) }),
    );
    server.once('error', reject);
  });
}

/**
 * Takes no further request and waits for those under way. A connection that was at work when we began
 * to close is swept up when it is idle; one that never said anything is cut after five seconds.
 */
function close(server: ServerType): Promise<void> {
  const http = server as Server;
  const sweep = setInterval(() => http.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(() => http.closeAllConnections(), CLOSE_WITHIN_MS);
  return new Promise((resolve) => {
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
