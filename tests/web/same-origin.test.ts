import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { SecurityCounts } from '../../src/platform/security/security-counts';
import { handleErrors } from '../../src/web/errors';
import { sameOrigin } from '../../src/web/same-origin';
import { silent } from '../helpers/silent-log';

const TOKEN = 'a'.repeat(42);

function openWith(publicUrl: string, production = true) {
  const config = { publicUrl, production } as never;
  const app = new Hono()
    .use(sameOrigin({ config }))
    .all('*', (c) => c.text('taken'))
    .onError(handleErrors({ log: silent, security: new SecurityCounts() }));
  return async (headers: Record<string, string>, { path = '/signup', method = 'POST' } = {}) =>
    (await app.request(`http://inside.example.com:3000${path}`, { method, headers })).status;
}

describe('what may change something', () => {
  const ask = openWith('https://verdicts.example.com');

  it.each([
    { origin: 'https://verdicts.example.com' },
    { origin: 'https://verdicts.example.com:443' },
    { origin: 'https://verdicts.example.com', 'sec-fetch-site': 'same-origin' },
    { origin: 'null', 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
    { referer: 'https://verdicts.example.com/signup' },
    { origin: 'null', referer: 'https://verdicts.example.com/signup' },
    { origin: 'https://verdicts.example.com', host: 'inside.example.com' },
    {},
  ] as Record<string, string>[])('is taken with %j', async (headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect(await ask(headers, { method }), method).toBe(200);
  });

  it.each([
    { origin: 'https://evil.example.net' },
    { origin: 'https://evil.example.net', host: 'evil.example.net' },
    { origin: 'http://inside.example.com:3000', host: 'inside.example.com:3000' },
    { origin: 'http://verdicts.example.com' },
    { origin: 'https://verdicts.example.com:8443' },
    { origin: 'https://verdicts.example.com.evil.example.net' },
    { origin: 'https://sub.verdicts.example.com', 'sec-fetch-site': 'same-site' },
    { origin: 'https://verdicts.example.com', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.example.net', 'sec-fetch-site': 'same-origin' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
    { origin: 'not an origin' },
    { origin: '' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'made-up' },
    { referer: 'https://evil.example.net/verdicts.example.com' },
    { cookie: 'session=1' },
  ] as Record<string, string>[])('is refused with %j', async (headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect(await ask(headers, { method }), method).toBe(403);
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      expect(await ask(headers, { method }), method).toBe(200);
  });

  it('with a token is accepted from browsers too old to say where they are', async () => {
    for (const headers of [{}, { origin: 'null' }, { cookie: 'sign-up=1' }] as Record<
      string,
      string
    >[])
      expect(await ask(headers, { path: `/preferences/${TOKEN}` })).toBe(200);
    const foreign = { origin: 'https://evil.example.net' };
    expect(await ask(foreign, { path: `/preferences/${TOKEN}` })).toBe(403);
  });

  it('is accepted from mail programs and Resend, wherever they are', async () => {
    const headers = { origin: 'https://mail.example.net', 'sec-fetch-site': 'cross-site' };
    for (const path of [`/unsubscribe/${TOKEN}`, `/v/${TOKEN}/1`, '/webhooks/resend'])
      expect(await ask(headers, { path }), path).toBe(200);
    for (const path of ['/unsubscribed', '/votes', '/webhooksx'])
      expect(await ask(headers, { path }), path).toBe(403);
  });
});

it('in development a page on this machine is ours under any of its names, and one on another port is not', async () => {
  const ask = openWith('http://localhost:3000', false);
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
    expect(await ask({ origin }), origin).toBe(200);
  const samePlace = { 'sec-fetch-site': 'same-origin' };
  expect(await ask({ origin: 'http://127.0.0.1:4000', ...samePlace })).toBe(200);
  expect(await ask({ origin: 'http://127.0.0.1:4000' })).toBe(403);
  expect(await ask({ origin: 'http://localhost:4000', 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await ask({ origin: 'http://192.0.2.1:3000', ...samePlace })).toBe(403);
});
