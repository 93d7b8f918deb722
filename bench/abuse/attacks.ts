import { randomBytes, randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';

/** What an attacker does on many connections at once, each reopened when it is closed. */
export interface Attack {
  name: string;
  connections: number;
  /** From how many addresses. */
  addresses: number;
  /** What is done on an open connection. */
  act: (socket: Socket) => void;
}

const TICK_MS = 1_000;
const LONG_PATH = '!'.repeat(16_000);
const LARGE = Buffer.alloc(64 * 1024, 'x');

/** From distributed visitors, without a token or an account. */
export const attacks: Attack[] = [
  {
    name: '400 kB of pipelined requests, answers unread',
    ...{ connections: 20, addresses: 20 },
    act: (socket) => socket.pause().write(get('/').repeat(15_000)),
  },
  {
    name: 'half-open requests from one address',
    ...{ connections: 3_000, addresses: 1 },
    act: (socket) => socket.write('GET / HTTP/1.1\r\nHost: 127.'),
  },
  {
    name: 'half-open requests, each from its own address',
    ...{ connections: 3_000, addresses: 3_000 },
    act: (socket) => socket.write('GET / HTTP/1.1\r\nHost: 127.'),
  },
  {
    name: 'a header a second',
    ...{ connections: 1_000, addresses: 100 },
    act: (socket) => {
      socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n');
      eachTick(socket, 'X-Header: x\r\n');
    },
  },
  {
    name: 'a byte of a form a second',
    ...{ connections: 1_000, addresses: 100 },
    act: (socket) => {
      socket.write(post('/signup', { 'Content-Length': '4000' }));
      eachTick(socket, 'x');
    },
  },
  {
    name: 'files that nobody reads',
    ...{ connections: 300, addresses: 100 },
    act: (socket) => socket.pause().write(get('/style.css').repeat(10)),
  },
  {
    name: 'pages that nobody reads',
    ...{ connections: 400, addresses: 100 },
    act: (socket) => socket.pause().write(get('/issues').repeat(10)),
  },
  {
    name: '2,000 sockets from one address, a request a second each',
    ...{ connections: 2_000, addresses: 1 },
    act: (socket) => eachTick(socket.resume(), get('/healthz')),
  },
  {
    name: '400 pages a second from one address',
    ...{ connections: 100, addresses: 1 },
    act: (socket) => askAgain(socket, { afterMs: 250, make: () => get('/') }),
  },
  {
    name: '1,000 invented tokens a second',
    ...{ connections: 100, addresses: 100 },
    act: (socket) => askAgain(socket, { make: () => get(`/c/${inventToken()}/1`) }),
  },
  {
    name: '200 paths of 16,000 exclamation marks a second',
    ...{ connections: 20, addresses: 20 },
    act: (socket) => askAgain(socket, { make: () => get(`/o/${LONG_PATH}`) }),
  },
  {
    name: '200 sign-ups of invented people a second',
    ...{ connections: 20, addresses: 20 },
    act: (socket) => askAgain(socket, { make: signUp }),
  },
  {
    name: 'bodies without an end',
    ...{ connections: 50, addresses: 20 },
    act: (socket) => {
      socket.write(post('/webhooks/resend', { 'Content-Length': String(1e9) }));
      fill(socket.resume());
    },
  },
  {
    name: '1,000 badly signed events a second',
    ...{ connections: 100, addresses: 10 },
    act: (socket) => askAgain(socket, { make: unsignedEvent }),
  },
];

function get(path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
}

function post(path: string, headers: Record<string, string>, body = ''): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join('')}\r\n${body}`;
}

function signUp(): string {
  const body = `email=${randomUUID()}%40example.com`;
  const type = 'application/x-www-form-urlencoded';
  return post('/signup', { 'Content-Type': type, 'Content-Length': String(body.length) }, body);
}

function unsignedEvent(): string {
  const body = JSON.stringify({ type: 'email.delivered', data: { email_id: randomUUID() } });
  const headers = {
    'Content-Length': String(body.length),
    'svix-id': randomUUID(),
    'svix-timestamp': String(Math.floor(Date.now() / 1000)),
    'svix-signature': `v1,${randomBytes(32).toString('base64')}`,
  };
  return post('/webhooks/resend', headers, body);
}

/** With the right length and letters. */
function inventToken(): string {
  return Array.from(randomBytes(42), (byte) => 'abcdefghijklmnopqrstuvwxyz234567'[byte % 32]).join(
    '',
  );
}

function eachTick(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), TICK_MS);
  socket.once('close', () => clearInterval(timer));
}

/** The next request follows an answer after a while. */
function askAgain(
  socket: Socket,
  { make, afterMs = 100 }: { make: () => string; afterMs?: number },
): void {
  let timer: NodeJS.Timeout | undefined;
  socket.on('data', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      socket.write(make());
    }, afterMs);
  });
  socket.once('close', () => clearTimeout(timer)).write(make());
}

function fill(socket: Socket): void {
  const go = () => {
    while (socket.write(LARGE));
  };
  socket.on('drain', go);
  go();
}
