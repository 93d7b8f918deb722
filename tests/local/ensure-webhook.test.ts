import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { createApp } from '../../src/app';
import { EVENT_TYPES } from '../../src/doctor/webhook';
import { ensureWebhook } from '../../src/local/resend/ensure-webhook';
import { blockCalls } from '../../src/mail/rate-limit';
import { serveApp } from '../../src/node/serve';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { runCommand } from '../helpers/processes/program';
import { steadily } from '../senders/steadily';

interface Listed {
  id: string;
  endpoint: string;
  events: string[];
}

/** A service on this port that shares database and emulator with these deps. */
function onPort(deps: TestDeps, port: number): TestDeps {
  return { ...deps, config: { ...deps.config, port, publicUrl: `http://localhost:${port}` } };
}

async function serve(deps: TestDeps, port = 0) {
  const serving = await serveApp(deps, { createApp, hostname: '127.0.0.1', port });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await serving.close();
    isOpen = false;
  };
  onTestFinished(close);
  return { deps: onPort(deps, serving.port), port: serving.port, close };
}

async function ask(deps: TestDeps, method: string, path: string, body?: object): Promise<unknown> {
  const { apiKey, baseUrl } = deps.config.resend;
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const asked = { method, headers, body: body && JSON.stringify(body) };
  return (await fetch(`${baseUrl}${path}`, asked)).json();
}

const list = async (deps: TestDeps) =>
  ((await ask(deps, 'GET', '/webhooks')) as { data: Listed[] }).data;
const portsOf = async (deps: TestDeps) =>
  (await list(deps)).map(({ endpoint }) => Number(new URL(endpoint).port));
const open = async () => makeDeps(await cloneDatabase());

it('a service registers its webhook once, however often it starts, and doctor is content', async () => {
  const { deps, port } = await serve(await open());
  for (const _ of [1, 2, 3]) await ensureWebhook(deps);
  expect(await portsOf(deps)).toEqual([port]);
  const { out } = await runCommand(deps, 'doctor', '--json');
  const { findings } = JSON.parse(out) as { findings: { check: string; finding: string }[] };
  const found = findings.filter(({ check }) => /webhook/.test(check));
  expect(found.map(({ finding }) => finding)).toEqual(['ok', 'ok']);
});

it('asking for webhooks counts against the rate limit of the batches, and waits for a free call', async () => {
  const { deps, port } = await serve(await open());
  await blockCalls(deps.db, 60_000);
  await ensureWebhook(deps);
  expect(await portsOf(deps)).toEqual([]);
  await deps.db.updateTable('rate_limit').set({ not_before: deps.now() }).execute();
  await ensureWebhook(deps);
  expect(await portsOf(deps)).toEqual([port]);
});

it('a webhook that the emulator has lost is registered again, and missing events are added', async () => {
  const { deps } = await serve(await open());
  await ensureWebhook(deps);
  const [{ id, endpoint }] = (await list(deps)) as [Listed];
  await ask(deps, 'DELETE', `/webhooks/${id}`);
  await ensureWebhook(deps);
  const [again] = (await list(deps)) as [Listed];
  await ask(deps, 'PATCH', `/webhooks/${again.id}`, { endpoint, events: ['email.sent'] });
  await ensureWebhook(deps);
  expect(await list(deps)).toMatchObject([{ id: again.id, endpoint, events: EVENT_TYPES }]);
});

it('of several services one is told, and another takes over when that one is gone', async () => {
  const deps = await open();
  const [first, second] = [await serve(deps), await serve(deps)];
  for (const each of [first, second, first]) await ensureWebhook(each.deps);
  expect(await portsOf(deps)).toEqual([first.port]);
  await first.close();
  await ensureWebhook(second.deps);
  expect(await portsOf(deps)).toEqual([second.port]);
});

it('a foreign program on the old port gets no more events', async () => {
  const { deps, port, close } = await serve(await open());
  await ensureWebhook(deps);
  await close();
  const foreign = createServer((_, answer) => answer.end('hello')).listen(port, '127.0.0.1');
  afterAll(() => foreign.close());
  const next = await serve(deps);
  await ensureWebhook(next.deps);
  expect(await portsOf(deps)).toEqual([next.port]);
  expect((foreign.address() as AddressInfo).port).toBe(port);
});

it('what was registered by hand is left alone', async () => {
  const { deps } = await serve(await open());
  const endpoint = 'http://127.0.0.1:4000/webhooks/resend';
  await ask(deps, 'POST', '/webhooks', { endpoint, events: ['email.sent'] });
  await ensureWebhook(deps);
  expect(await portsOf(deps)).toEqual([4000]);
});

it('an adopted database has one webhook, its own', async () => {
  const { deps } = await serve(await open());
  await ensureWebhook(deps);
  const adopted = { ...deps, installation: { ...deps.installation, id: deps.newId() } };
  await ensureWebhook(adopted);
  const [webhook, ...more] = await list(deps);
  expect(more).toEqual([]);
  expect(webhook!.endpoint).toContain(adopted.installation.id);
});

it('events that waited for a service that was killed reach the one that takes over', async () => {
  const deps = await open();
  await addReaders(deps, 2);
  const gone = await serve(deps);
  await ensureWebhook(gone.deps);
  await gone.close();
  const { id } = await planRelease(deps);
  await deliverIssue(deps, id);
  // The emulator signs by the real clock.
  const next = await serve({ ...deps, now: () => new Date() });
  await ensureWebhook(next.deps);
  await steadily(async () => {
    const rows = await deps.db.selectFrom('deliveries').select('delivered_at').execute();
    expect(rows.every((row) => row.delivered_at !== null)).toBe(true);
  });
});
