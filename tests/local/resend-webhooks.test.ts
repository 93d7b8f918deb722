import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Resend } from 'resend';
import { expect, it, onTestFinished } from 'vitest';
import type { Emulator } from '../../src/local/resend/emulator';
import { findSignatureFault, readSecret } from '../../src/platform/svix';
import { call, openEmulator } from './emulator';
import { makeFolder } from './local-folder';
import { makeMail, toBytes } from './sample-mails';

interface Got {
  id: string;
  timestamp: string;
  signature: string;
  body: Buffer;
  event: { type: string; created_at: string; data: Record<string, unknown> };
}

const EVENTS = [
  'sent',
  'delivered',
  'delivery_delayed',
  'bounced',
  'complained',
  'failed',
  'suppressed',
].map((name) => `email.${name}`);

/** A service's endpoint; `answer` gives each event's status. */
async function openReceiver(answer: (nth: number) => number | Promise<number> = () => 200) {
  const got: Got[] = [];
  // Other tests' clients may still ask at a port that was theirs.
  const path = `/webhooks/${randomUUID()}`;
  const server = createServer(async (request, response) => {
    if (request.url !== path) return response.writeHead(404).end();
    const body = Buffer.concat(await request.toArray());
    const header = (name: string) => String(request.headers[`svix-${name}`]);
    const signed = {
      id: header('id'),
      timestamp: header('timestamp'),
      signature: header('signature'),
    };
    got.push({ ...signed, body, event: JSON.parse(body.toString()) });
    response.writeHead(await answer(got.length)).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  const types = () => got.map(({ event }) => event.type.slice('email.'.length));
  return { endpoint, got, types };
}

async function register(emulator: Emulator, endpoint: string, events = EVENTS): Promise<string> {
  const made = await call(emulator, 'POST', '/webhooks', { body: toBytes({ endpoint, events }) });
  expect(made.status).toBe(201);
  return (made.json as { id: string }).id;
}

async function mail(emulator: Emulator, ...to: string[]): Promise<string[]> {
  const body = toBytes(to.map((address) => makeMail({ to: address })));
  const { json } = await call(emulator, 'POST', '/emails/batch', { body });
  return (json as { data: { id: string }[] }).data.map(({ id }) => id);
}

/** Waits until no event is under way. */
const drain = (emulator: Emulator) =>
  expect.poll(() => emulator.script().events.waiting, { timeout: 10_000, interval: 5 }).toBe(0);

const check = (emulator: Emulator, { body, ...signed }: Got) =>
  findSignatureFault(
    { ...signed, body },
    { key: readSecret(emulator.webhookSecret), at: new Date() },
  );

it('registers, lists, shows and removes webhooks through the real SDK', async () => {
  const emulator = await openEmulator();
  const { webhooks } = new Resend(emulator.apiKey, { baseUrl: emulator.baseUrl });
  const endpoint = 'https://verdicts.example.com/webhooks/resend';
  const made = await webhooks.create({ endpoint, events: ['email.sent', 'email.bounced'] });
  expect(made.data).toEqual({
    object: 'webhook',
    id: expect.any(String),
    signing_secret: emulator.webhookSecret,
  });
  const { id } = made.data!;
  const described = { id, endpoint, status: 'enabled', events: ['email.sent', 'email.bounced'] };
  expect((await webhooks.list()).data).toMatchObject({
    object: 'list',
    has_more: false,
    data: [described],
  });
  expect((await webhooks.get(id)).data).toMatchObject({ object: 'webhook', ...described });
  expect((await webhooks.remove(id)).data).toEqual({ object: 'webhook', id, deleted: true });
  expect((await webhooks.list()).data!.data).toEqual([]);
  expect((await webhooks.get(id)).error).toMatchObject({ name: 'not_found' });
});

it.each([
  {},
  { endpoint: 'verdicts', events: ['email.sent'] },
  { endpoint: 'ftp://127.0.0.1/x', events: ['email.sent'] },
  { endpoint: 'http://127.0.0.1/x', events: [] },
])('refuses %j as a webhook', async (body) => {
  const emulator = await openEmulator();
  expect(await call(emulator, 'POST', '/webhooks', { body: toBytes(body) })).toMatchObject({
    status: 422,
    json: { name: 'validation_error' },
  });
});

it('posts signed events about a mail as it was posted, in order, after the answer', async () => {
  const emulator = await openEmulator();
  const { endpoint, got, types } = await openReceiver();
  await register(emulator, endpoint);
  const tags = [
    { name: 'installation', value: 'i1' },
    { name: 'delivery', value: '7' },
  ];
  const { json } = await call(emulator, 'POST', '/emails', { body: toBytes(makeMail({ tags })) });
  expect(got).toHaveLength(0);
  await drain(emulator);
  expect(types()).toEqual(['sent', 'delivered']);
  expect(got.map((each) => check(emulator, each))).toEqual([null, null]);
  expect(got[0]!.id).not.toBe(got[1]!.id);
  expect(got[1]!.event.data).toMatchObject({
    email_id: (json as { id: string }).id,
    from: makeMail().from,
    to: ['mara@example.com'],
    subject: makeMail().subject,
    tags: { installation: 'i1', delivery: '7' },
  });
  expect(emulator.script().events).toEqual({ waiting: 0, posted: 2, refused: 0, given_up: 0 });
});

it.each([
  ['ada+bounced@example.com', ['sent', 'bounced'], { bounce: { type: 'Permanent' } }],
  ['ada+soft3@example.com', ['sent', 'bounced'], { bounce: { type: 'Transient' } }],
  ['ada+complained.x@example.com', ['sent', 'delivered', 'complained'], {}],
  ['ada+failed@example.com', ['failed'], { failed: { reason: expect.any(String) } }],
  ['ada+suppressed@example.com', ['suppressed'], { suppressed: { type: expect.any(String) } }],
  ['ada+delayed@example.com', ['sent', 'delivery_delayed', 'delivered'], {}],
  ['ada+softly@example.com', ['sent', 'delivered'], {}],
  ['bounced@resend.dev', ['sent', 'bounced'], { bounce: { type: 'Permanent' } }],
])('tells of a mail to %s that it was %j', async (to, told, data) => {
  const emulator = await openEmulator();
  const { endpoint, got, types } = await openReceiver();
  await register(emulator, endpoint);
  await mail(emulator, to);
  await drain(emulator);
  expect(types()).toEqual(told);
  expect(got.at(-1)!.event.data).toMatchObject(data);
});

it('reports nothing about a silent address, and only what a webhook asks for', async () => {
  const emulator = await openEmulator();
  const { endpoint, types } = await openReceiver();
  await register(emulator, endpoint, ['email.delivered']);
  await mail(emulator, 'ada+silent@example.com', 'bela@example.com');
  await drain(emulator);
  expect(types()).toEqual(['delivered']);
});

it.each(['bounced', 'complained'])(
  'no longer mails an address that %s, even after a restart',
  async (label) => {
    const file = join(await makeFolder(), 'ledger.sqlite');
    const first = await openEmulator({ file });
    await mail(first, `ada+${label}@example.com`);
    await first.close();
    const second = await openEmulator({ file, identity: first });
    const { endpoint, types } = await openReceiver();
    await register(second, endpoint);
    expect(await mail(second, `ADA+${label}@example.com`)).toHaveLength(1);
    await drain(second);
    expect(types()).toEqual(['suppressed']);
  },
);

it('posts nothing to a place that is not on this machine', async () => {
  const emulator = await openEmulator();
  await register(emulator, 'http://192.0.2.7/webhooks/resend');
  await mail(emulator, 'ada@example.com');
  expect(emulator.script().events).toMatchObject({ waiting: 0, posted: 0 });
});

it('posts an event again, with the same id, until it is accepted', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver((nth) => [500, 302, 404, 200][nth - 1]!);
  await register(emulator, endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { retryFactor: 0.00001 } });
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(got).toHaveLength(4);
  expect(new Set(got.map(({ id }) => id)).size).toBe(1);
  expect(new Set(got.map(({ body }) => body.toString())).size).toBe(1);
  expect(emulator.script().events).toMatchObject({ posted: 1, refused: 3 });
});

it('waits as Resend does between attempts, by its own clock', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver(() => 503);
  await register(emulator, endpoint, ['email.sent']);
  await mail(emulator, 'ada@example.com');
  await expect.poll(() => emulator.script().events.refused).toBe(1);
  await sleep(300);
  expect(got).toHaveLength(1);
  emulator.setScript({ clockShiftMs: 5_000 });
  await expect.poll(() => emulator.script().events.refused).toBe(2);
  emulator.setScript({ clockShiftMs: 5_000 + 299_000 });
  await sleep(300);
  expect(got).toHaveLength(2);
  emulator.setScript({ clockShiftMs: 5_000 + 300_000 + 1_000 });
  await expect.poll(() => got.length).toBe(3);
});

it('gives an event up after eight attempts', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver(() => 503);
  await register(emulator, endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { retryFactor: 0 } });
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(got).toHaveLength(8);
  expect(emulator.script().events).toMatchObject({ posted: 0, refused: 8, given_up: 1 });
});

it('keeps what was not posted over a restart', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const first = await openEmulator({ file });
  const { endpoint, types } = await openReceiver();
  await register(first, endpoint);
  first.setScript({ webhooks: { faults: [{ kind: 'late', chance: 1, ms: 500 }] } });
  await mail(first, 'ada@example.com');
  await first.close();
  expect(types()).toEqual([]);
  const second = await openEmulator({ file, identity: first });
  await drain(second);
  expect(types()).toEqual(['sent', 'delivered']);
});

it('posts a limited number at once, and answers the API in the meantime', async () => {
  let open = 0;
  let most = 0;
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver(async () => {
    open += 1;
    most = Math.max(most, open);
    await sleep(30);
    open -= 1;
    return 200;
  });
  await register(emulator, endpoint);
  emulator.setScript({ webhooks: { concurrency: 3 } });
  await mail(emulator, ...Array.from({ length: 10 }, (_, at) => `reader${at}@example.com`));
  await expect.poll(() => got.length).toBeGreaterThan(2);
  expect(await mail(emulator, 'ada+silent@example.com')).toHaveLength(1);
  expect(emulator.script().events.waiting).toBeGreaterThan(0);
  await drain(emulator);
  expect(most).toBe(3);
});

it('stops at once when it closes, though a receiver hangs', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver(() => new Promise(() => {}));
  await register(emulator, endpoint);
  await mail(emulator, 'ada@example.com');
  await expect.poll(() => got.length).toBeGreaterThan(0);
  const begun = performance.now();
  await emulator.close();
  expect(performance.now() - begun).toBeLessThan(2_000);
});

it('posts early events before the call is answered, and waits for no retry', async () => {
  const emulator = await openEmulator();
  const { endpoint, got, types } = await openReceiver((nth) => (nth === 1 ? 500 : 200));
  await register(emulator, endpoint);
  emulator.setScript({ webhooks: { faults: [{ kind: 'early', chance: 1 }], retryFactor: 0.001 } });
  const [id] = await mail(emulator, 'ada@example.com');
  expect(types().toSorted()).toEqual(['delivered', 'sent']);
  expect(got[0]!.event.data.email_id).toBe(id);
  await drain(emulator);
  expect(got).toHaveLength(3);
});

it('posts a duplicated event twice under one id', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver();
  await register(emulator, endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { faults: [{ kind: 'duplicated', chance: 1 }] } });
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(got).toHaveLength(2);
  expect(got[0]!.id).toBe(got[1]!.id);
  expect(emulator.script().done).toEqual({ duplicated: 1 });
});

it('posts the events of a mail in reverse order where they are reordered', async () => {
  const emulator = await openEmulator();
  const { endpoint, got, types } = await openReceiver();
  await register(emulator, endpoint);
  emulator.setScript({ webhooks: { faults: [{ kind: 'reordered', chance: 1 }] } });
  await mail(emulator, 'ada+complained@example.com');
  await drain(emulator);
  expect(types()).toEqual(['complained', 'delivered', 'sent']);
  expect(got.map((each) => check(emulator, each))).toEqual([null, null, null]);
});

it('posts late events as much later as the script says', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver();
  await register(emulator, endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { faults: [{ kind: 'late', chance: 1, ms: 300 }] } });
  const begun = performance.now();
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(got).toHaveLength(1);
  expect(performance.now() - begun).toBeGreaterThan(300);
});

it.each([
  ['stale', 'stale'],
  ['badly-signed', 'signature-bad'],
] as const)('an attempt that is %s is no good, and the next one is', async (kind, fault) => {
  const emulator = await openEmulator();
  const receiver = await openReceiver((nth) => {
    if (nth === 1) emulator.setScript({ webhooks: { retryFactor: 0.001 } });
    return check(emulator, receiver.got[nth - 1]!) ? 401 : 200;
  });
  await register(emulator, receiver.endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { faults: [{ kind, chance: 1 }], retryFactor: 0.001 } });
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(receiver.got.map((each) => check(emulator, each))).toEqual([fault, null]);
});

it('signs twice with an unknown key first, and the good signature counts', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver();
  await register(emulator, endpoint, ['email.sent']);
  emulator.setScript({ webhooks: { faults: [{ kind: 'signed-twice', chance: 1 }] } });
  await mail(emulator, 'ada@example.com');
  await drain(emulator);
  expect(got[0]!.signature.split(' ')).toHaveLength(2);
  expect(check(emulator, got[0]!)).toBeNull();
});

it('drops the waiting events of a webhook that is removed', async () => {
  const emulator = await openEmulator();
  const { endpoint, got } = await openReceiver(() => 503);
  const id = await register(emulator, endpoint);
  await mail(emulator, 'ada@example.com');
  await expect.poll(() => got.length).toBe(2);
  await call(emulator, 'DELETE', `/webhooks/${id}`);
  expect(emulator.script().events.waiting).toBe(0);
});
