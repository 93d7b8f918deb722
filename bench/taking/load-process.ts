import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import type { Load, Orders } from './load';

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '\r\n0\r\n\r\n';

const orders = JSON.parse(process.argv[2]!) as Orders;
const texts = JSON.parse(await readFile(orders.file, 'utf8')) as string[];
const requests = texts.map((text) => Buffer.from(text));

interface Connection {
  socket: Socket;
  /** When the current request was due; null without one. */
  dueAt: number | null;
}

const waiting: number[] = [];
const idle: Connection[] = [];
const latencies: number[] = [];
const statuses: Record<string, number> = {};
let next = 0;
let ended = 0;
let end: () => void;
const allAnswered = new Promise<void>((resolve) => {
  end = resolve;
});

function send(connection: Connection, dueAt: number): void {
  connection.dueAt = dueAt;
  connection.socket.write(requests[next]!);
  next += 1;
}

/** Goes out at once, or waits for a connection while its time runs. */
function begin(dueAt: number): void {
  // The one idle longest, so that the service never closes one for idling.
  const connection = idle.shift();
  if (connection) send(connection, dueAt);
  else waiting.push(dueAt);
}

/** The whole answer is here: counts the status and gives the connection the next request. */
function take(connection: Connection, status: string): void {
  latencies.push(performance.now() - connection.dueAt!);
  statuses[status] = (statuses[status] ?? 0) + 1;
  connection.dueAt = null;
  ended += 1;
  if (ended === requests.length) end();
  const dueAt = waiting.shift();
  if (dueAt !== undefined) send(connection, dueAt);
  else if (orders.rate === null && next < requests.length) send(connection, performance.now());
  else idle.push(connection);
}

function read(connection: Connection): void {
  let held = '';
  connection.socket.setEncoding('latin1').on('data', (text: string) => {
    held += text;
    const head = held.indexOf(HEAD_END);
    if (head < 0) return;
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(held.slice(0, head + 2))?.[1];
    if (length === undefined ? !held.endsWith(LAST_CHUNK) : held.length < head + 4 + Number(length))
      return;
    const status = held.slice(9, 12);
    held = '';
    take(connection, status);
  });
}

async function open(): Promise<Connection> {
  const socket = connect(orders.port, '127.0.0.1').setNoDelay(true);
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  const connection: Connection = { socket, dueAt: null };
  socket.on('close', () => {
    if (ended < requests.length) throw new Error('a connection was closed by the service');
  });
  read(connection);
  return connection;
}

/** With random gaps, as distributed visitors leave; checked each millisecond. */
function beginAtRate(startedAt: number, rate: number): void {
  let dueAt = startedAt;
  let begun = 0;
  const tick = setInterval(() => {
    const now = performance.now();
    while (dueAt <= now && begun < requests.length) {
      begin(dueAt);
      begun += 1;
      dueAt += (-Math.log(1 - Math.random()) * 1000) / rate;
    }
    if (begun === requests.length) clearInterval(tick);
  }, 1);
}

idle.push(...(await Promise.all(Array.from({ length: orders.connections }, open))));
const cpuBefore = process.cpuUsage();
const startedAt = performance.now();
if (orders.rate === null)
  for (const connection of idle.splice(0)) send(connection, performance.now());
else beginAtRate(startedAt, orders.rate);
await allAnswered;
const ms = performance.now() - startedAt;
const { user, system } = process.cpuUsage(cpuBefore);
const sorted = latencies.toSorted((a, b) => a - b);
const load: Load = {
  seconds: ms / 1000,
  statuses,
  p50Ms: sorted[Math.floor(sorted.length / 2)]!,
  p99Ms: sorted[Math.floor(sorted.length * 0.99)]!,
  ownShare: (user + system) / 1000 / ms,
};
process.stdout.write(JSON.stringify(load));
process.exit();
