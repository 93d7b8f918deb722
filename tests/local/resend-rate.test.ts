import { request } from 'node:http';
import { expect, it } from 'vitest';
import type { StandIn } from '../../src/local/resend/stand-in';
import { createResendMailer } from '../../src/platform/resend-mailer';
import { makeMail, makeMails, toBytes } from './sample-mails';
import { call, openStandIn } from './stand-in';

const DAY_MS = 24 * 3_600_000;

/** A stand-in whose clock stands still unless it is moved. */
async function openAt(moment: string) {
  let at = Date.parse(moment);
  const standIn = await openStandIn({ now: () => new Date(at) });
  const advance = (ms: number) => {
    at += ms;
  };
  return { standIn, advance };
}

let keys = 0;

async function post(
  { baseUrl, apiKey }: StandIn,
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

it('takes so many calls in each fixed second of its clock, and says what is left', async () => {
  const { standIn, advance } = await openAt('2026-11-23T06:00:00.400Z');
  standIn.setScript({ rate: { perSecond: 2 } });
  expect(await post(standIn)).toMatchObject({ status: 200, said: ['2', '1', '1'] });
  advance(599);
  expect(await post(standIn, makeMail())).toMatchObject({ status: 200, said: ['2', '0', '1'] });
  expect(await post(standIn)).toEqual({
    status: 429,
    name: 'rate_limit_exceeded',
    said: ['2', '0', '1'],
    retryAfter: '1',
  });
  advance(1);
  expect(await post(standIn)).toMatchObject({
    status: 200,
    said: ['2', '1', '1'],
    retryAfter: null,
  });
  expect(standIn.script()).toMatchObject({ done: { '429': 1 }, calls: { batch: 2, single: 1 } });
  expect(standIn.ledger().accepted).toBe(5);
});

it('says nothing of a rate where the script has none', async () => {
  const { standIn } = await openAt('2026-11-23T06:00:00Z');
  expect((await post(standIn)).said).toEqual([null, null, null]);
});

it('counts a call when its headers arrive, before its body has', async () => {
  const { standIn } = await openAt('2026-11-23T06:00:00Z');
  standIn.setScript({ rate: { perSecond: 1 } });
  const headers = { authorization: `Bearer ${standIn.apiKey}`, 'content-length': 100 };
  const begun = request(`${standIn.baseUrl}/emails`, { method: 'POST', headers });
  begun.on('error', () => {});
  await new Promise((resolve) => begun.write('{', resolve));
  await expect.poll(async () => (await post(standIn)).status).toBe(429);
  begun.destroy();
});

it('tells the mailer its limit and how long to wait, whole batches of 4 MB included', async () => {
  const { standIn } = await openAt('2026-11-23T06:00:00Z');
  standIn.setScript({ rate: { perSecond: 1 } });
  const body = toBytes(makeMails(100, { html: 'x'.repeat(40_000) }));
  const hand = (key: string) =>
    createResendMailer(standIn).handBatch({ key, body, to: makeMails(100).map(() => 'a') });
  expect(await hand('1')).toMatchObject({ kind: 'accepted', perSecond: 1 });
  expect(await hand('2')).toMatchObject({ kind: 'paced', waitMs: 1_000 });
});

it('counts no call of who is not let in, and none about the script', async () => {
  const { standIn } = await openAt('2026-11-23T06:00:00Z');
  standIn.setScript({ rate: { perSecond: 1 } });
  for (let at = 0; at < 3; at += 1) {
    expect((await call(standIn, 'GET', '/script')).status).toBe(200);
    expect((await post({ ...standIn, apiKey: 're_wrong' })).status).toBe(403);
  }
  expect((await post(standIn)).status).toBe(200);
});

it('takes no more mails in a day than the quota, a batch whole or not at all', async () => {
  const { standIn, advance } = await openAt('2026-11-23T06:00:00Z');
  standIn.setScript({ quota: { daily: 3 } });
  expect((await post(standIn, makeMails(2), 'k')).status).toBe(200);
  expect(await post(standIn)).toMatchObject({
    status: 429,
    name: 'daily_quota_exceeded',
    retryAfter: String((18 * DAY_MS) / 24 / 1000),
  });
  expect((await post(standIn, makeMail())).status).toBe(200);
  expect((await post(standIn, makeMails(2), 'k')).status).toBe(200);
  advance(18 * 3_600_000);
  expect((await post(standIn)).status).toBe(200);
  expect(standIn.ledger().accepted).toBe(5);
  expect(standIn.script().done).toEqual({ quota: 1 });
});

it('takes no more mails in a month than the quota', async () => {
  const { standIn, advance } = await openAt('2026-11-23T06:00:00Z');
  standIn.setScript({ quota: { daily: 2, monthly: 3 } });
  expect((await post(standIn)).status).toBe(200);
  advance(DAY_MS);
  expect(await post(standIn)).toMatchObject({
    status: 429,
    name: 'monthly_quota_exceeded',
    retryAfter: String((Date.parse('2026-12-01') - Date.parse('2026-11-24T06:00Z')) / 1000),
  });
  advance(7 * DAY_MS);
  expect((await post(standIn)).status).toBe(200);
  expect(
    await createResendMailer(standIn).handBatch({
      key: 'mailer',
      body: toBytes(makeMails(2)),
      to: ['a', 'b'],
    }),
  ).toMatchObject({ kind: 'quota', name: 'monthly_quota_exceeded' });
});
