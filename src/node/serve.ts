import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import type { Deps } from '../platform/deps';
import type { WebDeps } from '../web/client-address';
import { busyPage } from '../web/errors';
import { nodeAddress, trustIn } from '../web/node-address';
import { PAGE_POLICY, responseHeaders } from '../web/security-headers';
import { publicFolder } from './folders';
import { refuseInvalidHosts, refuseMalformed } from './malformed-requests';
import { groupOf } from './serving/address-group';
import { Admission } from './serving/admission';
import { type Capacity, planCapacity } from './serving/capacity';
import { readDescriptorLimit } from './serving/descriptor-limit';
import { createGuardedServer } from './serving/guarded-server';
import { RejectedConnections } from './serving/rejected-connections';
import { staticFiles } from './static-files';

/** May be long, since idle sockets give way: a slow client may still ask on one that we close. */
const KEEP_ALIVE_MS = 15_000;
/** Longer than proxies keep an idle socket, so that they never ask on a closed one. */
const KEEP_ALIVE_OF_PROXIES_MS = 150_000;
const BUSY_SECONDS = 5;
const SAFE = new Set(['GET', 'HEAD']);
const TOO_FEW_DESCRIPTORS =
  'few files may be open at once: raise the limit (ulimit -n) to 1024 or more';
const IDLE_SWEEP_MS = 50;
const CLOSE_TIMEOUT_MS = 5_000;

export type CreateApp = (deps: WebDeps) => Hono;

export interface Serving {
  port: number;
  /** Resolves when every request has been answered. */
  close: () => Promise<void>;
}

interface ServeOptions {
  createApp: CreateApp;
  hostname: string;
  port: number;
  /** Defaults to what the process's limit of descriptors allows. */
  capacity?: Capacity;
}

/** Rejects if the port is taken. */
export function serveApp(
  deps: Deps,
  { createApp, hostname, port, capacity = planCapacity(readDescriptorLimit()) }: ServeOptions,
): Promise<Serving> {
  const { log, config } = deps;
  if (capacity.isTight) log.warn({ event: 'few-descriptors', ...capacity }, TOO_FEW_DESCRIPTORS);
  const rejected = new RejectedConnections(log);
  const { fetch } = composeSite(deps, { createApp, rejected });
  const headers = responseHeaders(config);
  const note = (kind: 'bad-host' | 'bad-http') => deps.security.note(kind);
  const listener = refuseInvalidHosts(getRequestListener(fetch, { hostname }), note);
  const server = createGuardedServer(listener, {
    capacity,
    headers,
    isProxy: trustIn(config.trustedProxies),
    keepAliveTimeout: config.trustedProxies.length > 0 ? KEEP_ALIVE_OF_PROXIES_MS : KEEP_ALIVE_MS,
    rejected,
  });
  refuseMalformed(server, { headers, note });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, hostname, () => {
      const address = server.address() as AddressInfo;
      resolve({ port: address.port, close: () => close(server) });
    });
  });
}

/** Static files and /healthz need no admission, so they are always answered. */
function composeSite(
  deps: Deps,
  { createApp, rejected }: { createApp: CreateApp; rejected: RejectedConnections },
) {
  const clientAddress = nodeAddress(deps.config.trustedProxies);
  const site = createApp({ ...deps, clientAddress });
  const admission = new Admission();
  // Passed on whole: `route` would take the routes but not the not-found page.
  const answer = (c: Context<{ Bindings: HttpBindings }>) => site.fetch(c.req.raw, c.env);
  return new Hono<{ Bindings: HttpBindings }>()
    .route('/', staticFiles(publicFolder()))
    .all('*', async (c) => {
      // Not a route: Hono's fast router allows no fixed path next to the pattern of the files.
      if (c.req.path === '/healthz' && SAFE.has(c.req.method)) return answer(c);
      const work = async () => (c.env.incoming.socket.destroyed ? c.body(null) : answer(c));
      const answered = await admission.admit(groupOf(clientAddress(c) ?? ''), work);
      if (answered) return answered;
      rejected.count('busy');
      return c.html(busyPage(), 503, {
        'Retry-After': String(BUSY_SECONDS),
        'Cache-Control': 'no-store',
        'Content-Security-Policy': PAGE_POLICY,
      });
    });
}

/** Sweeps connections that become idle, and cuts those that never said anything after 5 s. */
function close(http: Server): Promise<void> {
  const sweep = setInterval(() => http.closeIdleConnections(), IDLE_SWEEP_MS);
  const cut = setTimeout(() => http.closeAllConnections(), CLOSE_TIMEOUT_MS);
  return new Promise((resolve) => {
    http.close(() => {
      clearInterval(sweep);
      clearTimeout(cut);
      resolve();
    });
  });
}
