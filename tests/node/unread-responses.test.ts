import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { Connection } from '../../src/node/serving/connection';
import { findUnread } from '../../src/node/serving/unread-responses';
import { atEnd } from '../helpers/at-end';
import { openRawClient } from '../helpers/processes/raw-client';

const GET = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

/** Clients that have asked for an answer of this size: some read it, some don't. */
async function openConnections({ count, bytes }: { count: number; bytes: number }) {
  const connections: Connection[] = [];
  const server = createServer((incoming, response) => {
    const connection = connections.find((each) => each.socket === incoming.socket)!;
    connection.take({ incoming, response, isReceived: true }, () => {
      response.end(Buffer.alloc(bytes));
    });
  }).on('connection', (socket) =>
    connections.push(new Connection(socket, { address: '127.0.0.1', isProxy: false })),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(async () => server.close());
  const clients = [];
  for (let nth = 0; nth < count; nth += 1) {
    const client = await openRawClient((server.address() as AddressInfo).port);
    client.socket.pause().write(GET);
    clients.push(client);
    await vi.waitFor(() => expect(connections[nth]?.state).toBe('unread'));
  }
  return { connections, clients };
}

it('an answer that is not read within half a minute is given up, one that is read late is not', async () => {
  const { connections, clients } = await openConnections({ count: 2, bytes: 9_000_000 });
  expect(findUnread(connections, 0)).toEqual([]);
  expect(findUnread(connections, 29_000)).toEqual([]);
  clients[0]!.socket.resume();
  await vi.waitFor(() => expect(connections[0]!.state).toBe('idle'));
  expect(findUnread(connections, 31_000)).toEqual([connections[1]]);
});

it('of answers that nobody reads 32 MB are kept at most, and the oldest are dropped first', async () => {
  const { connections } = await openConnections({ count: 4, bytes: 18_000_000 });
  findUnread(connections.slice(0, 1), 1_000);
  findUnread(connections.slice(0, 2), 2_000);
  findUnread(connections.slice(0, 3), 3_000);
  const given = findUnread(connections, 4_000);
  expect(given).toContain(connections[0]);
  const kept = connections.filter((each) => !given.includes(each));
  expect(kept).toContain(connections[3]);
  const bytes = kept.reduce((sum, { socket }) => sum + socket.writableLength, 0);
  expect(bytes).toBeLessThanOrEqual(32e6);
});
