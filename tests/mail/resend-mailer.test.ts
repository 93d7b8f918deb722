import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { createResendMailer, refuseReservedDomains } from '../../src/mail/resend-mailer';

/** The provider's next answer. */
let answer: { status: number; headers?: Record<string, string>; body: string } | 'reset';
/** The last request it got. */
let posted: { headers: IncomingHttpHeaders; body: string };
const server = createServer(async (request, response) => {
  // Another test's client may still ask at a port that was its own.
  if (request.url !== '/emails/batch') return response.writeHead(404).end();
  posted = { headers: request.headers, body: await text(request) };
  if (answer === 'reset') return response.destroy();
  response.writeHead(answer.status, answer.headers).end(answer.body);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
afterAll(() => server.close());

const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const mailer = createResendMailer({ apiKey: 're_test', baseUrl });
const to = ['ada@verdicts.example.com', 'bela@verdicts.example.com'];
const submit = () => mailer.submitBatch({ key: 'k', body: Buffer.from('[{},{}]'), to });
const failure = (status: number, name: string, message = 'no') => ({
  status,
  body: JSON.stringify({ statusCode: status, name, message }),
});

it('bytes arrive as they are, whole and not in chunks, under their key', async () => {
  answer = { status: 200, body: '{"data":[{"id":"a"},{"id":"b"}]}' };
  await submit();
  expect(posted.body).toBe('[{},{}]');
  expect(posted.headers).toMatchObject({ 'content-length': '7', 'idempotency-key': 'k' });
  expect(posted.headers).not.toHaveProperty('transfer-encoding');
});

it('ids that match the mails mean accepted, by position', async () => {
  answer = { status: 200, body: '{"data":[{"id":"a"},{"id":"b"}]}' };
  expect(await submit()).toEqual({ kind: 'accepted', ids: ['a', 'b'], perSecond: null });
});

it.each([
  ['a reset connection', 'reset'],
  ['too few ids', { status: 200, body: '{"data":[{"id":"a"}]}' }],
  ['a page of HTML with status 200', { status: 200, body: '<html>hello</html>' }],
  ['an answer that breaks off', { status: 200, body: '{"data":[{"id":"a"},{"i' }],
  ['a 500', failure(500, 'internal_server_error')],
  ['a 502 with HTML', { status: 502, body: '<html>bad gateway</html>' }],
  ['an empty 503', { status: 503, body: '' }],
  ['a page of HTML with status 400', { status: 400, body: '<html>bad request</html>' }],
  ['a page of HTML with status 422', { status: 422, body: '<html>no</html>' }],
  ['a 404 without a name', { status: 404, body: '{}' }],
] as const)('%s means that the outcome is unknown', async (_, next) => {
  answer = next;
  expect((await submit()).kind).toBe('unknown');
});

it.each([
  ['rate-limited', failure(429, 'rate_limit_exceeded')],
  ['quota', failure(429, 'daily_quota_exceeded')],
  ['quota', failure(429, 'monthly_quota_exceeded')],
  ['mismatch', failure(409, 'invalid_idempotent_request')],
  ['running', failure(409, 'concurrent_idempotent_requests')],
  ['refused', failure(422, 'validation_error', 'Invalid `to` field.')],
  ['refused', failure(400, 'validation_error', 'Invalid `to` field.')],
  ['misconfigured', failure(422, 'validation_error', 'Invalid `from` field.')],
  ['misconfigured', failure(422, 'validation_error', 'Invalid `reply_to` field.')],
  ['refused', failure(422, 'validation_error', 'Invalid `to` field.')],
  ['misconfigured', failure(403, 'validation_error', 'The domain is not verified.')],
  ['misconfigured', failure(401, 'missing_api_key')],
  ['misconfigured', failure(400, 'invalid_api_key')],
] as const)('is %s by what Resend names it', async (kind, next) => {
  answer = next;
  expect((await submit()).kind).toBe(kind);
});

it('waits as long as Resend asks to', async () => {
  answer = { ...failure(429, 'rate_limit_exceeded'), headers: { 'retry-after': '3' } };
  expect(await submit()).toMatchObject({ kind: 'rate-limited', waitMs: 3_000 });
  answer = { ...failure(429, 'daily_quota_exceeded'), headers: { 'retry-after': '3600' } };
  expect(await submit()).toMatchObject({ kind: 'quota', renewsMs: 3_600_000 });
});

it('tells the limit that Resend states, and that it states none in an answer of its own only', async () => {
  const headers = { 'ratelimit-limit': '10', 'ratelimit-remaining': '0', 'ratelimit-reset': '1' };
  answer = { status: 200, headers, body: '{"data":[{"id":"a"},{"id":"b"}]}' };
  expect(await submit()).toMatchObject({ kind: 'accepted', perSecond: 10 });
  answer = { ...answer, headers: {} };
  expect(await submit()).toMatchObject({ kind: 'accepted', perSecond: null });
  answer = { status: 502, body: '<html>' };
  expect((await submit()).perSecond).toBeUndefined();
});

it('live mail never goes to a reserved domain', async () => {
  answer = { status: 200, body: '{"data":[{"id":"a"}]}' };
  const live = refuseReservedDomains(mailer);
  for (const address of [
    'a@example.com',
    'a@mail.example.org',
    'a@b.test',
    'a@b.invalid',
    'a@localhost',
  ]) {
    const outcome = await live.submitBatch({ key: 'k', body: Buffer.from('[{}]'), to: [address] });
    expect(outcome).toMatchObject({ kind: 'refused', name: 'reserved_domain' });
  }
  const real = await live.submitBatch({
    key: 'k',
    body: Buffer.from('[{}]'),
    to: ['a@examples.net'],
  });
  expect(real.kind).toBe('accepted');
});
