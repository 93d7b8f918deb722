import { request } from 'node:http';
import { expect, it } from 'vitest';
import type { Emulator } from '../../src/local/resend/emulator';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { call, openEmulator } from './emulator';
import { makeMail, makeMails, toBytes } from './sample-mails';

const DAY_MS = 24 * 3_600_000;

/** An emulator whose clock stands still unless it is moved. */
async function openAt(moment: string) {
  let at = Date.parse(moment);
  const emulator = await openEmulator({ now: () => new Date(at) });
  const advance = (ms: number) => {
    at += ms;
  };
  return { emulator, advance };
}

let keys = 0;

async function post(
  { baseUrl, apiKey }: Emulator,
  mails: unknown = makeMails(2),
  key = `${++keys}`,
) {
  const answer = await fetch(`${baseUrl}${Array.isArray(mails) ? '/emails/batch' : '/emails'}`, {
    method: 'POST',
    body: new Uint8Array(toBytes(mails)),
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
  });
  const said = ['limit', 'remaining', 'reset'].map((name) =>
    answer.headers.get(`ratelimit-${name}`),
  );
  const { name } = (await answer.json()) as { name?: string };
  return { status: answer.status, name, said, retryAfter: answer.headers.get('retry-after') };
}

it('accepts a fixed number of calls in each second of its clock, and says how many are left', async () => {
  const { emulator, advance } = await openAt('2026-11-23T06:00:00.400Z');
  emulator.setScript({ rate: { perSecond: 2 } });
  expect(await post(emulator)).toMatchObject({ status: 200, said: ['2', '1', '1'] });
  advance(599);
  expect(await post(emulator, makeMail())).toMatchObject({ status: 200, said: ['2', '0', '1'] });
  expect(await post(emulator)).toEqual({
    status: 429,
    name: 'rate_limit_exceeded',
    said: ['2', '0', '1'],
    retryAfter: '1',
  });
  advance(1);
  expect(await post(emulator)).toMatchObject({
    status: 200,
    said: ['2', '1', '1'],
    retryAfter: null,
  });
  expect(emulator.script()).toMatchObject({ done: { '429': 1 }, calls: { batch: 2, single: 1 } });
  expect(emulator.ledger().accepted).toBe(5);
});

it('states no rate if the script has none', async () => {
  const { emulator } = await openAt('2026-11-23T06:00:00Z');
  expect((await post(emulator)).said).toEqual([null, null, null]);
});

it('counts a call when its headers arrive, before its body has', async () => {
  const { emulator } = await openAt('2026-11-23T06:00:00Z');
  emulator.setScript({ rate: { perSecond: 1 } });
  const headers = { authorization: `Bearer ${emulator.apiKey}`, 'content-length': 100 };
  const begun = request(`${emulator.baseUrl}/emails`, { method: 'POST', headers });
  begun.on('error', () => {});
  await new Promise((resolve) => begun.write('{', resolve));
  await expect.poll(async () => (await post(emulator)).status).toBe(429);
  begun.destroy();
});

it('tells the mailer its limit and how long to wait, whole batches of 4 MB included', async () => {
  const { emulator } = await openAt('2026-11-23T06:00:00Z');
  emulator.setScript({ rate: { perSecond: 1 } });
  const body = toBytes(makeMails(100, { html: 'x'.repeat(40_000) }));
  const submit = (key: string) =>
    createResendMailer(emulator).submitBatch({ key, body, to: makeMails(100).map(() => 'a') });
  expect(await submit('1')).toMatchObject({ kind: 'accepted', perSecond: 1 });
  expect(await submit('2')).toMatchObject({ kind: 'rate-limited', waitMs: 1_000 });
});

it('counts no unauthorised call, and none about the script', async () => {
  const { emulator } = await openAt('2026-11-23T06:00:00Z');
  emulator.setScript({ rate: { perSecond: 1 } });
  for (let at = 0; at < 3; at += 1) {
    expect((await call(emulator, 'GET', '/script')).status).toBe(200);
    expect((await post({ ...emulator, apiKey: 're_wrong' })).status).toBe(403);
  }
  expect((await post(emulator)).status).toBe(200);
});

it('accepts no more mails in a day than the quota, each batch whole or not at all', async () => {
  const { emulator, advance } = await openAt('2026-11-23T06:00:00Z');
  emulator.setScript({ quota: { daily: 3 } });
  expect((await post(emulator, makeMails(2), 'k')).status).toBe(200);
  expect(await post(emulator)).toMatchObject({
    status: 429,
    name: 'daily_quota_exceeded',
    retryAfter: String((18 * DAY_MS) / 24 / 1000),
  });
  expect((await post(emulator, makeMail())).status).toBe(200);
  expect((await post(emulator, makeMails(2), 'k')).status).toBe(200);
  advance(18 * 3_600_000);
  expect((await post(emulator)).status).toBe(200);
  expect(emulator.ledger().accepted).toBe(5);
  expect(emulator.script().done).toEqual({ quota: 1 });
});

it('takes no more mails in a month than the quota', async () => {
  const { emulator, advance } = await openAt('2026-11-23T06:00:00Z');
  emulator.setScript({ quota: { daily: 2, monthly: 3 } });
  expect((await post(emulator)).status).toBe(200);
  advance(DAY_MS);
  expect(await post(emulator)).toMatchObject({
    status: 429,
    name: 'monthly_quota_exceeded',
    retryAfter: String((Date.parse('2026-12-01') - Date.parse('2026-11-24T06:00Z')) / 1000),
  });
  advance(7 * DAY_MS);
  expect((await post(emulator)).status).toBe(200);
  expect(
    await createResendMailer(emulator).submitBatch({
      key: 'mailer',
      body: toBytes(makeMails(2)),
      to: ['a', 'b'],
    }),
  ).toMatchObject({ kind: 'quota', name: 'monthly_quota_exceeded' });
});
