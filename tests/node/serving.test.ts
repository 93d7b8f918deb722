import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MAX_AT_WORK } from '../../src/node/serving/admission';
import { openRawClient, type RawClient } from '../helpers/processes/raw-client';
import { serveHeldApp } from './serving-fixture';

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;
const post = (headers: string[], body = '') =>
  ['POST /form HTTP/1.1', 'Host: 127.0.0.1', ...headers, '', body].join('\r\n');

async function open(port: number, from: string, ...said: string[]): Promise<RawClient> {
  const client = await openRawClient(port, from);
  for (const text of said) client.socket.write(text);
  return client;
}

function openMany(count: number, port: number, from: (nth: number) => string, said: string) {
  return Promise.all(Array.from({ length: count }, (_, nth) => open(port, from(nth), said)));
}

describe('requests that are sent on one connection without waiting', () => {
  it('are answered in order, and each starts only after the previous answer is sent', async () => {
    const { port, begun, answerOne } = await serveHeldApp();
    const client = await open(port, '127.0.0.1', get('/held/a') + get('/held/b') + get('/c'));
    await vi.waitFor(() => expect(begun).toEqual(['/held/a']));
    answerOne();
    await vi.waitFor(() => expect(begun).toEqual(['/held/a', '/held/b']));
    answerOne();
    const answers = await client.untilAnswered(3);
    expect(answers.match(/answer to [/a-z]+/g)).toEqual(['/held/a', '/held/b', '/c'].map(toAnswer));
  });

  it('end the connection when more than ten wait, and start nothing', async () => {
    const { port, begun } = await serveHeldApp();
    const client = await open(port, '127.0.0.1', get('/held/a') + get('/b').repeat(2_000));
    expect(await client.untilClosed()).toBe('');
    expect(begun).toEqual([]);
  });
});

const toAnswer = (path: string) => `answer to ${path}`;

describe('where there is no room for another connection', () => {
  const capacity = { total: 8, perAddress: 4, isTight: false };

  it('the one that has waited longest without asking gives way, and a visitor who asks is answered', async () => {
    const { port } = await serveHeldApp({ capacity });
    const silent = [];
    for (let nth = 1; nth <= 8; nth += 1) silent.push(await open(port, `127.0.0.${nth}`, 'GET / '));
    const client = await open(port, '127.0.0.9', get('/page'));
    expect(await client.untilAnswered(1)).toContain('answer to /page');
    await silent[0]!.untilClosed();
    expect(silent.map((each) => each.isClosed())).toEqual([true, ...Array(7).fill(false)]);
  });

  it('one address has its own, and takes nobody else’s', async () => {
    const { port } = await serveHeldApp({ capacity });
    const other = await open(port, '127.0.0.2', 'GET / ');
    const many: RawClient[] = [];
    for (let nth = 0; nth < 20; nth += 1) many.push(await open(port, '127.0.0.1', 'GET / '));
    await vi.waitFor(() => expect(many.filter((each) => !each.isClosed())).toHaveLength(4));
    expect(other.isClosed()).toBe(false);
    const page = await open(port, '127.0.0.1', get('/page'));
    expect(await page.untilAnswered(1)).toContain('200 OK');
  });

  it('nobody who is being answered gives way: the new connection is closed at once', async () => {
    const { port, begun, answerOne } = await serveHeldApp({ capacity });
    const asked = await openMany(4, port, () => '127.0.0.1', get('/held/a'));
    await vi.waitFor(() => expect(begun).toHaveLength(4));
    const begunAt = performance.now();
    await (await open(port, '127.0.0.1', get('/page'))).untilClosed();
    expect(performance.now() - begunAt).toBeLessThan(1_000);
    for (const _ of asked) answerOne();
    for (const each of asked) expect(await each.untilAnswered(1)).toContain('200 OK');
  });

  it('a trusted proxy, which speaks for many, may use it all and gives way to none', async () => {
    const { port } = await serveHeldApp({ capacity, trustedProxies: ['127.0.0.1'] });
    const proxy = await openMany(8, port, () => '127.0.0.1', get('/page'));
    for (const each of proxy) expect(await each.untilAnswered(1)).toContain('200 OK');
    await (await open(port, '127.0.0.2', get('/page'))).untilClosed();
    for (const { socket } of proxy) socket.write(get('/again'));
    for (const each of proxy) expect(await each.untilAnswered(2)).toContain('answer to /again');
  });
});

describe('a body', () => {
  it.each(['Content-Length: 1000', 'Transfer-Encoding: chunked'])(
    'that is not whole yet keeps nobody from being served: %s',
    async (header) => {
      const { port, begun } = await serveHeldApp();
      await openMany(2 * MAX_AT_WORK, port, () => '127.0.0.1', post([header], '5\r\nhello'));
      const client = await open(port, '127.0.0.2', get('/page'));
      expect(await client.untilAnswered(1)).toContain('200 OK');
      expect(begun).toEqual(['/page']);
    },
  );

  it('reaches its page to the byte, whether its length was said or not', async () => {
    const { port } = await serveHeldApp();
    const body = 'é'.repeat(50_000);
    const chunks = new ReadableStream({
      start(controller) {
        for (let at = 0; at < 5; at += 1)
          controller.enqueue(Buffer.from(body.slice(at * 10_000, (at + 1) * 10_000)));
        controller.close();
      },
    });
    const url = `http://127.0.0.1:${port}/form`;
    for (const sent of [body, chunks]) {
      const init = { method: 'POST', body: sent, duplex: 'half' };
      expect(await (await fetch(url, init)).text()).toBe('50000');
    }
  });

  it('of more than 512 kB is never held, though its page would read it', async () => {
    const { port } = await serveHeldApp();
    const said = await open(
      port,
      '127.0.0.1',
      post(['Content-Length: 9999999'], 'x'.repeat(99_999)),
    );
    expect(await said.untilAnswered(1)).toContain('413');
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    const unsaid = await open(
      port,
      '127.0.0.1',
      post(['Transfer-Encoding: chunked'], chunk.repeat(9)),
    );
    expect(await unsaid.untilAnswered(1)).toContain('413');
  });

  it('is asked for with 100 Continue, unless it is too large anyway', async () => {
    const { port } = await serveHeldApp();
    const expect100 = (bytes: number) => post([`Content-Length: ${bytes}`, 'Expect: 100-continue']);
    const fine = await open(port, '127.0.0.1', expect100(5));
    expect(await fine.untilAnswered(1)).toContain('100 Continue');
    fine.socket.write('hello');
    expect(await fine.untilAnswered(2)).toContain('200 OK');
    const large = await open(port, '127.0.0.1', expect100(600_000));
    expect(await large.untilAnswered(1)).toMatch(/^HTTP\/1\.1 413/);
  });
});

describe('while everybody is at work', () => {
  it('a visitor who asks for little comes next, however long another address’s line is; health and files never wait', async () => {
    const { port, begun, answerOne } = await serveHeldApp();
    await openMany(MAX_AT_WORK + 100, port, () => '127.0.0.1', get('/held/a'));
    await vi.waitFor(() => expect(begun).toHaveLength(MAX_AT_WORK));
    const health = await open(port, '127.0.0.1', get('/healthz') + get('/icon.svg'));
    expect((await health.untilAnswered(2)).match(/200 OK/g)).toHaveLength(2);
    const client = await open(port, '127.0.0.2', get('/page'));
    await sleep(50);
    answerOne();
    answerOne();
    expect(await client.untilAnswered(1)).toContain('answer to /page');
  });

  it('a visitor who would wait over two seconds is told to try again in a few', async () => {
    const { port, begun } = await serveHeldApp();
    await openMany(MAX_AT_WORK, port, () => '127.0.0.1', get('/held/a'));
    await vi.waitFor(() => expect(begun).toHaveLength(MAX_AT_WORK));
    const answer = await fetch(`http://127.0.0.1:${port}/page`);
    expect({ status: answer.status, after: answer.headers.get('retry-after') }).toEqual({
      status: 503,
      after: '5',
    });
    expect(await answer.text()).toContain('Please try again in a few seconds');
  });
});

describe('what no page of ours needs gets a short answer and is kept nowhere', () => {
  const headers = Array.from({ length: 101 }, (_, nth) => `X-${nth}: x`).join('\r\n');
  it.each([
    ['a path of 20,000 characters', get(`/${'!'.repeat(20_000)}`), /^HTTP\/1\.1 431/],
    [
      'more than a hundred headers',
      get('/page').replace('\r\n\r\n', `\r\n${headers}\r\n\r\n`),
      /^HTTP\/1\.1 431/,
    ],
    ['a method that nobody knows', get('/page').replace('GET', 'GRAB'), /^HTTP\/1\.1 400/],
    ['what is no HTTP', '\u0016\u0003\u0001\u0002\u0000\u0001', /^HTTP\/1\.1 400/],
    ['CONNECT', get('example.com:443').replace('GET', 'CONNECT'), /^$/],
  ])('%s', async (_, said, answer) => {
    const { port } = await serveHeldApp();
    expect(await (await open(port, '127.0.0.1', said)).untilClosed()).toMatch(answer);
  });

  it('an upgrade is a request like any other', async () => {
    const { port } = await serveHeldApp();
    const upgrade = get('/page').replace(
      '\r\n\r\n',
      '\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    const client = await open(port, '127.0.0.1', upgrade);
    expect(await client.untilAnswered(1)).toMatch(/^HTTP\/1\.1 200/);
  });
});

it('a connection on which nothing, or half a head, comes is closed within fifteen seconds', async () => {
  const { port } = await serveHeldApp();
  const clients = [
    await open(port, '127.0.0.1'),
    await open(port, '127.0.0.1', 'GET / HTTP/1.1\r\n'),
  ];
  const drip = setInterval(() => clients[1]!.socket.write('X: y\r\n'), 500);
  await Promise.all(clients.map((each) => each.untilClosed()));
  clearInterval(drip);
}, 16_000);
