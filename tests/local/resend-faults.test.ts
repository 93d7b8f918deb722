import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Emulator } from '../../src/local/resend/emulator';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { call, openEmulator } from './emulator';
import { makeFolder } from './local-folder';
import { makeMail, makeMails, toBytes } from './sample-mails';

const body = toBytes(makeMails(3));
const HOUR_MS = 3_600_000;

/** One batch under one key, without the SDK. */
function post(
  { baseUrl, apiKey }: Emulator,
  { key = 'k', signal = AbortSignal.timeout(15_000) } = {},
) {
  const headers = { authorization: `Bearer ${apiKey}`, 'idempotency-key': key };
  return fetch(`${baseUrl}/emails/batch`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers,
    signal,
  });
}

async function postSoundly(emulator: Emulator): Promise<string[]> {
  const answer = await post(emulator);
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { data: { id: string }[] }).data.map(({ id }) => id);
}

const submitBatch = (emulator: Emulator) =>
  createResendMailer(emulator).submitBatch({ key: 'k', body, to: ['a', 'b', 'c'] });

it.each(['500-json', '502-html', '503-empty', 'reset-before'] as const)(
  'a call with %s leaves nothing behind, and its key still works',
  async (kind) => {
    const emulator = await openEmulator();
    emulator.setScript({ faults: [{ kind, nth: 1 }] });
    expect(await submitBatch(emulator)).toMatchObject({ kind: 'unknown' });
    expect(emulator.ledger().accepted).toBe(0);
    expect(await postSoundly(emulator)).toHaveLength(3);
    expect(emulator.script().done).toEqual({ [kind]: 1 });
  },
);

it.each(['reset-after', 'truncated', '200-html', 'too-few-ids'] as const)(
  'a call with %s is in the ledger, and the same key gets the ids that were lost',
  async (kind) => {
    const file = join(await makeFolder(), 'ledger.sqlite');
    const first = await openEmulator({ file });
    first.setScript({ faults: [{ kind, nth: 1 }] });
    expect(await submitBatch(first)).toMatchObject({ kind: 'unknown' });
    expect(first.script().done).toEqual({ [kind]: 1 });
    await first.close();
    const second = await openEmulator({ file, identity: first });
    expect(second.ledger().accepted).toBe(3);
    expect(new Set(await postSoundly(second)).size).toBe(3);
    expect(second.ledger().accepted).toBe(3);
  },
);

it('answers each fault as the script names it', async () => {
  const emulator = await openEmulator();
  const answer = async (kind: never) => {
    emulator.setScript({ faults: [{ kind, nth: 1 }] });
    const got = await post(emulator);
    return { status: got.status, type: got.headers.get('content-type'), text: await got.text() };
  };
  expect(await answer('500-json' as never)).toMatchObject({
    status: 500,
    text: expect.stringContaining('"name":"internal_server_error"'),
  });
  expect(await answer('502-html' as never)).toMatchObject({
    status: 502,
    type: expect.stringMatching(/^text\/html/),
    text: expect.stringContaining('<html>'),
  });
  expect(await answer('503-empty' as never)).toMatchObject({ status: 503, text: '' });
  expect(await answer('200-html' as never)).toMatchObject({
    status: 200,
    type: expect.stringMatching(/^text\/html/),
  });
  expect(JSON.parse((await answer('too-few-ids' as never)).text).data).toHaveLength(2);
  await expect(answer('truncated' as never)).rejects.toThrow(/terminated/);
  await expect(answer('reset-after' as never)).rejects.toThrow(/fetch failed/);
  await expect(answer('reset-before' as never)).rejects.toThrow(/fetch failed/);
});

it('answers slowly what it has accepted, and holds the key until it has', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ faults: [{ kind: 'slow', nth: 1, ms: 200 }] });
  const begun = performance.now();
  const slow = post(emulator);
  await expect.poll(() => emulator.ledger().accepted).toBe(3);
  expect((await post(emulator)).status).toBe(409);
  expect((await slow).status).toBe(200);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(199);
});

it.each([
  ['hang', 0],
  ['hang-after', 3],
] as const)(
  '%s never answers, has accepted %i mails, and releases the key when the caller hangs up',
  async (kind, accepted) => {
    const emulator = await openEmulator();
    emulator.setScript({ faults: [{ kind, nth: 1 }] });
    const caller = new AbortController();
    const hanging = post(emulator, { signal: caller.signal }).catch(() => 'hung up');
    await expect.poll(() => emulator.script().done[kind]).toBe(1);
    expect(await Promise.race([hanging, sleep(100, 'no answer')])).toBe('no answer');
    expect((await post(emulator)).status).toBe(409);
    expect(emulator.ledger().accepted).toBe(accepted);
    caller.abort();
    expect(await hanging).toBe('hung up');
    await expect.poll(async () => (await post(emulator)).status).toBe(200);
    expect(emulator.ledger().accepted).toBe(3);
  },
);

it('cuts a hanging call off after the time that the script gives', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ faults: [{ kind: 'hang', nth: 1, ms: 50 }] });
  await expect(post(emulator)).rejects.toThrow(/fetch failed/);
});

it('ends calls that hang when it closes', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ faults: [{ kind: 'hang', chance: 1 }] });
  const hanging = post(emulator).catch(() => 'closed');
  await expect.poll(() => emulator.script().done.hang).toBe(1);
  await emulator.close();
  expect(await hanging).toBe('closed');
});

it('strikes the n-th call of its kind from now on, once, and leaves the other kind alone', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ faults: [{ kind: '500-json', on: 'single', nth: 2 }] });
  const single = async () =>
    (await call(emulator, 'POST', '/emails', { body: toBytes(makeMail()) })).status;
  expect((await post(emulator, { key: '1' })).status).toBe(200);
  expect((await post(emulator, { key: '2' })).status).toBe(200);
  expect([await single(), await single(), await single()]).toEqual([200, 500, 200]);
  emulator.setScript({ faults: [{ kind: '500-json', on: 'any', nth: 2 }] });
  expect([await single(), (await post(emulator, { key: '3' })).status]).toEqual([200, 500]);
});

it('strikes the same calls by chance under the same seed, and others under another', async () => {
  const emulator = await openEmulator();
  const play = async (seed: number) => {
    emulator.setScript({ seed, faults: [{ kind: '503-empty', chance: 0.5 }] });
    const statuses: number[] = [];
    for (let at = 0; at < 20; at += 1) statuses.push((await post(emulator)).status);
    return statuses.join();
  };
  const first = await play(7);
  expect(first).toMatch(/200.*503|503.*200/);
  expect(await play(7)).toBe(first);
  expect(await play(8)).not.toBe(first);
});

it('accepts its script over HTTP from callers with the key, and says how often each fault occurred', async () => {
  const emulator = await openEmulator();
  const script = { seed: 3, faults: [{ kind: '503-empty', nth: 1 }], clockShiftMs: 5 };
  const put = await call(emulator, 'PUT', '/script', { body: toBytes(script) });
  expect(put).toMatchObject({
    status: 200,
    json: { seed: 3, faults: [{ kind: '503-empty', on: 'batch', nth: 1 }], rate: null, done: {} },
  });
  await post(emulator);
  await post(emulator);
  await call(emulator, 'PUT', '/script', { body: '{}' });
  expect((await call(emulator, 'GET', '/script')).json).toMatchObject({
    faults: [],
    clockShiftMs: 0,
    done: { '503-empty': 1 },
    calls: { batch: 2, single: 0 },
  });
  const wrong = { ...emulator, apiKey: 're_wrong' };
  expect((await call(wrong, 'PUT', '/script', { body: '{}' })).status).toBe(403);
});

it.each([
  'no JSON',
  '{"faults":[{"kind":"explode","nth":1}]}',
  '{"faults":[{"kind":"hang"}]}',
  '{"faults":[{"kind":"hang","nth":1,"chance":0.5}]}',
  '{"faults":[{"kind":"hang","chance":1.5}]}',
  '{"faults":[{"kind":"slow","nth":1,"ms":-1}]}',
  '{"rate":{"perSecond":0}}',
  '{"fault":[]}',
])('refuses %s as a script and goes on with the one before', async (text) => {
  const emulator = await openEmulator();
  emulator.setScript({ seed: 9 });
  expect(await call(emulator, 'PUT', '/script', { body: text })).toMatchObject({
    status: 422,
    json: { name: 'validation_error' },
  });
  expect(emulator.script().seed).toBe(9);
});

it('ages keys by its own clock, which a script moves, also after a restart', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const now = () => new Date('2026-11-23T06:00:00Z');
  const first = await openEmulator({ file, now });
  const ids = await postSoundly(first);
  await first.close();
  const second = await openEmulator({ file, now, identity: first });
  second.setScript({ clockShiftMs: 24 * HOUR_MS - 1 });
  expect(await postSoundly(second)).toEqual(ids);
  second.setScript({ clockShiftMs: 24 * HOUR_MS });
  expect(await postSoundly(second)).not.toEqual(ids);
  expect(second.ledger().accepted).toBe(6);
});

it('still knows after a restart that a key was used with other bytes', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const first = await openEmulator({ file });
  await postSoundly(first);
  await first.close();
  const second = await openEmulator({ file, identity: first });
  const other = { body: toBytes(makeMails(1)), headers: { 'idempotency-key': 'k' } };
  expect(await call(second, 'POST', '/emails/batch', other)).toMatchObject({
    status: 409,
    json: { name: 'invalid_idempotent_request' },
  });
});
