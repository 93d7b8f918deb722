import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { responsesWith } from '../malformed-requests';
import { BufferedBodies } from './buffered-bodies';
import type { Capacity } from './capacity';
import type { Exchange } from './connection';
import { Connections } from './connections';
import { hasBody, isDeclaredTooLarge, receiveBody } from './receive-body';
import type { RejectedConnections } from './rejected-connections';
import { findUnread } from './unread-responses';

const SWEEP_MS = 1_000;
const HEARD_WITHIN_MS = 1_000;
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  /** The request line with all headers. */
  maxHeaderSize: 16_384,
};
/** Browsers send about twenty, and proxies add ten. */
const MAX_HEADERS = 100;
const MAX_REQUESTS_OF_A_SOCKET = 1_000;

interface Guard {
  capacity: Capacity;
  headers: Record<string, string>;
  isProxy: (address: string) => boolean;
  keepAliveTimeout: number;
  rejected: RejectedConnections;
}

/** Answers a socket's requests one by one, with limits on all it holds for a client. */
export function createGuardedServer(answer: RequestListener, guard: Guard): Server {
  const connections = new Connections(guard);
  const held = new BufferedBodies();
  const cut = ({ socket }: IncomingMessage, why: 'bodies' | 'pipelined') => {
    const connection = connections.get(socket);
    if (connection) connections.cut(connection, why);
  };
  const begin = (exchange: Exchange) => {
    const { incoming, response } = exchange;
    const done = (isTaken: boolean) => {
      exchange.isReceived = true;
      if (!isTaken) refuseBody(exchange);
      else if (incoming.rawHeaders.length > 2 * MAX_HEADERS) refuseHeaders(exchange);
      else answer(incoming, response);
    };
    const onHeld = () => held.isTooMuch && cut(held.findLargest()!, 'bodies');
    if (exchange.isReceived) done(true);
    else receiveBody(incoming, { held, onHeld, done });
  };
  const take = (incoming: IncomingMessage, response: ServerResponse) => {
    const exchange = { incoming, response, isReceived: !hasBody(incoming) };
    const connection = connections.get(incoming.socket);
    // Without a connection it was cut while its earlier bytes were being read.
    if (connection && !connection.take(exchange, begin)) cut(incoming, 'pipelined');
  };
  const server = createServer(
    {
      ...LIMITS,
      keepAliveTimeout: guard.keepAliveTimeout,
      ServerResponse: responsesWith(guard.headers),
      // `refuseUnsoundHosts` is stricter.
      requireHostHeader: false,
    },
    take,
  );
  server.maxHeadersCount = MAX_HEADERS + 1;
  server.maxRequestsPerSocket = MAX_REQUESTS_OF_A_SOCKET;
  server.on('connection', (socket) => connections.accept(socket));
  server.on('checkContinue', (incoming, response) => {
    if (!isDeclaredTooLarge(incoming)) response.writeContinue();
    take(incoming, response);
  });
  // Only a client that pipelines past the last one, whose answer said that it is.
  server.on('dropRequest', (incoming) => cut(incoming, 'pipelined'));
  const sweep = setInterval(() => {
    for (const connection of findUnread(connections.list(), performance.now()))
      connections.cut(connection, 'unread');
  }, SWEEP_MS).unref();
  server.once('close', () => clearInterval(sweep));
  return server;
}

function refuseHeaders({ response }: Exchange): void {
  response.writeHead(431, { Connection: 'close' }).end();
}

/** A client still sending would miss an answer followed by a close, so its bytes wait unread. */
function refuseBody({ incoming, response }: Exchange): void {
  incoming.pause();
  // Node reads on and drops what nobody has begun to read.
  incoming.read(0);
  response.writeHead(413, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('That is more than this service reads at once.\n');
  setTimeout(() => incoming.socket.destroy(), HEARD_WITHIN_MS);
}
