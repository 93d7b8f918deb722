import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/app';
import { publicFolder } from '../../src/node/folders';
import { serveApp } from '../../src/node/serve';
import type { Log } from '../../src/platform/log';
import { responseHeaders } from '../../src/web/security-headers';
import { atEnd } from '../helpers/at-end';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';

const lines: string[] = [];
const write = (fields: object, message: string) =>
  void lines.push(JSON.stringify({ ...fields, message }));
const log: Log = { info: () => {}, warn: write, error: write };
const db = await cloneDatabase();
const { deps, issue, mailOf } = await sendIssue(db, 2, log);
const config = { ...deps.config, production: true };
const serving = await serveApp({ ...deps, config }, { createApp, hostname: '127.0.0.1', port: 0 });
atEnd(() => serving.close());
const base = `http://127.0.0.1:${serving.port}`;

/** Everything received after sending these bytes. */
async function say(bytes: string): Promise<string> {
  const socket = connect(serving.port, '127.0.0.1').setTimeout(5_000, () => socket.destroy());
  socket.write(bytes);
  return text(socket);
}

const HEADERS = [
  /^strict-transport-security: max-age=31536000$/im,
  /^x-content-type-options: nosniff$/im,
  /^referrer-policy: \S+/im,
  /^content-security-policy: default-src 'none'/im,
  /^content-security-policy: .*form-action /im,
  /^content-security-policy: .*frame-ancestors 'none'/im,
  /^content-security-policy: .*base-uri 'none'/im,
];

function expectHeaders(head: string, of: string): void {
  for (const header of HEADERS) expect(head.match(new RegExp(header, 'gim')), of).toHaveLength(1);
}

const ask = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(base + path, { redirect: 'manual', ...init });
  await answer.arrayBuffer();
  const head = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
  return { status: answer.status, head, headers: answer.headers };
};

describe('every answer in production', () => {
  it('carries the security headers once: pages, redirects, refusals, machines’ answers', async () => {
    const mail = mailOf(1);
    const asked: [string, number, RequestInit?][] = [
      ['/', 200],
      ['/issues', 200],
      [`/issues/${issue.number}`, 200],
      [`/issues/${issue.number}”`, 301],
      ['/nothing', 404],
      ['/%E0%A4%A', 404],
      ['/healthz', 200],
      ['/readyz', 200],
      ['/feed.xml', 200],
      [mail.votes[0]!, 200],
      [mail.clicks[0]!, 302],
      [mail.pixel!, 200],
      [mail.unsubscribe, 200],
      ['/v/bad/1', 404],
      ['/webhooks/resend', 200],
      ['/webhooks/resend', 401, { method: 'POST', body: '{}' }],
      ['/signup', 403, { method: 'POST', headers: { origin: 'https://evil.example.net' } }],
      ['/signup', 413, { method: 'POST', body: 'x'.repeat(10_000) }],
      ['/issues', 404, { method: 'DELETE' }],
    ];
    for (const [path, status, init] of asked) {
      const answer = await ask(path, init);
      expect(answer.status, path).toBe(status);
      expectHeaders(answer.head, path);
    }
  });

  it('carries them on a static file, new or cached', async () => {
    const names = await readdir(publicFolder());
    const files = names.filter((name) => /\.(css|js|svg)$/.test(name));
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const answer = await ask(`/${name}`);
      expect(answer.status, name).toBe(200);
      expectHeaders(answer.head, name);
      const known = { 'if-none-match': answer.headers.get('etag')! };
      const again = await ask(`/${name}`, { headers: known });
      expect(again.status, name).toBe(304);
      expectHeaders(again.head, `${name} again`);
    }
  });

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400],
    ['a header that is none', 'GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n', 400],
    ['a head too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
    [
      'a length and chunks',
      'POST /signup HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    [
      'an expectation of ours',
      'GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\nConnection: close\r\n\r\n',
      417,
    ],
    ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    [
      'a target that is no path',
      'GET nonsense HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      400,
    ],
    [
      'a backslash',
      'GET /\\evil.example.net HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      400,
    ],
  ])('carries them for %s', async (_, bytes, status) => {
    const head = (await say(bytes)).split('\r\n\r\n')[0]!.replaceAll('\r', '');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expectHeaders(head, bytes);
  });
});

it('on Workers static files, which are served without us, carry the same', async () => {
  const said = await readFile(join(publicFolder(), '_headers'), 'utf8');
  const { publicUrl } = deps.config;
  const headers = Object.entries(responseHeaders({ production: true, publicUrl }));
  const [pattern, ...own] = said.trimEnd().split('\n');
  expect(pattern).toBe('/*');
  expect(own.map((line) => line.trim()).toSorted()).toEqual(
    headers.map(([name, value]) => `${name}: ${value}`).toSorted(),
  );
});

describe('a request', () => {
  const statusOf = async (hosts: string[], version = '1.1') => {
    const lines = hosts.map((host) => `Host: ${host}\r\n`).join('');
    const said = await say(`GET /healthz HTTP/${version}\r\n${lines}Connection: close\r\n\r\n`);
    return Number(said.split(' ')[1]);
  };

  it.each([
    'verdicts.example.com',
    'Verdicts.Example.com:8080',
    '127.0.0.1:3000',
    '[::1]:3000',
    'app_1:3000',
    'xn--bcher-kva.example',
  ])('that names the host %s is answered', async (host) => {
    expect(await statusOf([host])).toBe(200);
  });

  it.each([
    [['a.example.com', 'b.example.com']],
    [['a.example.com', 'a.example.com']],
    [[]],
    [['']],
    [['a.example.com/path']],
    [['a.example.com, b.example.com']],
    [['user@a.example.com']],
    [['a.example.com:port']],
    [['a b']],
    [['a<script>']],
    [['b\u00fccher.example']],
    [['999.999.999.999']],
    [['1.2.3.4.5']],
    [['0x100000000']],
    [['[1::2::3]']],
    [['a.example.com:99999']],
    [['a'.repeat(300)]],
  ])('that names as its host %j is refused', async (hosts) => {
    expect(await statusOf(hosts)).toBe(400);
  });

  it('of HTTP/1.0 without a host is refused too', async () => {
    expect(await statusOf([], '1.0')).toBe(400);
    expect(await statusOf(['a.example.com'], '1.0')).toBe(200);
  });
});

it('what is refused before it is a request is counted', async () => {
  deps.security.take();
  await say('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n');
  await say('nonsense\r\n\r\n');
  expect(deps.security.take()).toEqual({ 'bad-host': 1, 'bad-http': 1 });
});

it('a client that leaves is no error in the log, in the middle of its request or of the answer', async () => {
  const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')];
  lines.length = 0;
  const [form, hook] = ['/signup', '/webhooks/resend'].map(
    (path) =>
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nemail=`,
  );
  const page = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  const file = 'GET /style.css HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n';
  for (const bytes of [form!, hook!, page, file, 'GET / HT']) {
    for (const wait of [0, 2, 30]) {
      const socket = connect(serving.port, '127.0.0.1');
      socket.write(bytes);
      await sleep(wait);
      socket.resetAndDestroy();
    }
  }
  await sleep(300);
  expect((await ask('/healthz')).status).toBe(200);
  expect(lines).toEqual([]);
  for (const spy of said) expect(spy.mock.calls).toEqual([]);
  vi.restoreAllMocks();
});
