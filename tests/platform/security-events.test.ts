import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { SecurityCounts } from '../../src/platform/security/security-counts';
import {
  keepSecurityEvents,
  listSecurityDays,
  pruneSecurityEvents,
} from '../../src/platform/security/security-events';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { runCommand } from '../helpers/processes/program';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const DAY_MS = 24 * HOUR_MS;
const lines: string[] = [];
const write = (fields: object, message: string) => {
  lines.push(JSON.stringify({ ...fields, message }));
};
const db = await cloneDatabase();
const { deps, mailOf } = await sendIssue(db, 2, { info: write, warn: write, error: write });
const app = createApp(deps);
await restoreBeforeEach(db, deps.clock);
beforeEach(() => void deps.security.take());
const forged = 'a'.repeat(42);
const post = (path: string, init: RequestInit = {}) =>
  app.request(path, { method: 'POST', ...init });

describe('a refusal is counted', () => {
  const broken = {
    body: 'x',
    headers: { 'content-type': 'multipart/form-data; boundary=none' },
  };

  it.each([
    [
      'of a form from another site',
      'foreign-form',
      () => post('/signup', { headers: { origin: 'https://evil.example.net' } }),
    ],
    ['of a broken form', 'broken-form', () => post(mailOf(1).preferences, broken)],
    [
      'of a form that is too large',
      'broken-form',
      () => post('/signup', { body: 'x'.repeat(9_000) }),
    ],
    ['of a forged vote link', 'dead-link', () => app.request(`/v/${forged}/1`)],
    ['of a forged click', 'dead-link', () => app.request(`/c/${forged}/1`)],
    ['of a forged pixel, though it is shown', 'dead-link', () => app.request(`/o/${forged}`)],
    ['of a forged one-click unsubscribe', 'dead-link', () => post(`/unsubscribe/${forged}`)],
    ['of a forged preferences link', 'dead-link', () => app.request(`/preferences/${forged}`)],
    ['of a forged confirm link', 'dead-link', () => app.request(`/confirm/${forged}`)],
    ['of a forged manage link', 'dead-link', () => app.request(`/manage/${forged}`)],
    [
      'of an event that nobody signed',
      'refused-event',
      () => post('/webhooks/resend', { body: '{}' }),
    ],
  ] as const)('%s', async (_, kind, ask) => {
    deps.security.take();
    await ask();
    expect(deps.security.take()).toEqual({ [kind]: 1 });
  });

  it('of a press over the limit, and of a sign-up over its network’s, which is answered as always', async () => {
    deps.security.take();
    const link = mailOf(1).votes[0]!;
    await Promise.all(Array.from({ length: 101 }, () => post(link)));
    expect(deps.security.take()).toEqual({ 'over-limit': 1 });
    const idle = { ...deps, runInBackground: () => {} };
    for (let n = 0; n < 201; n += 1) await postSignUp(idle, `n${n}@example.com`);
    expect(deps.security.take()).toEqual({ 'over-limit': 1 });
  });

  it('and nothing is counted if somebody mistypes, looks or comes too late', async () => {
    deps.security.take();
    await postSignUp(deps, 'nobody', { from: '198.51.100.9' });
    await app.request('/issues/999');
    await app.request('/nothing');
    await app.request(mailOf(2).votes[0]!);
    await app.request(`${mailOf(2).unsubscribe}\u201d`);
    expect(deps.security.take()).toEqual({});
  });
});

describe('what was counted', () => {
  it('is one row a day and kind and one line in the log, however much it was, and names nobody', async () => {
    lines.length = 0;
    const from = { headers: { 'cf-connecting-ip': '203.0.113.77', 'user-agent': 'flood/1' } };
    for (let time = 0; time < 300; time += 1) await app.request(`/v/${forged}/1`, from);
    await post('/signup', { headers: { ...from.headers, origin: 'https://evil.example.net' } });
    const said = lines.filter((line) => !line.includes('"event":"request"'));
    expect(said).toEqual([]);
    await keepSecurityEvents(deps, deps.now());
    await keepSecurityEvents(deps, deps.now());
    expect(lines.filter((line) => line.includes('"event":"security"'))).toEqual([
      '{"event":"security","dead-link":300,"foreign-form":1,"message":"requests were refused"}',
    ]);
    expect(lines.join()).not.toMatch(/203\.0\.113|flood|evil|aaaa/);
    expect(await listSecurityDays(db, { since: deps.now() })).toEqual([
      { day: '2026-11-24', events: { 'dead-link': 300, 'foreign-form': 1 } },
    ]);
  });

  it('by several processes adds up, and what could not be kept counts the next time', async () => {
    const others = Array.from({ length: 5 }, () => new SecurityCounts());
    for (const security of others) security.note('bad-http');
    await Promise.all(
      others.map((security) => keepSecurityEvents({ ...deps, security }, deps.now())),
    );
    deps.security.note('bad-http');
    await sql`alter table security_events rename to away`.execute(db);
    await expect(keepSecurityEvents(deps, deps.now())).rejects.toThrow('security_events');
    await sql`alter table away rename to security_events`.execute(db);
    await keepSecurityEvents(deps, deps.now());
    const [day] = await listSecurityDays(db, { since: deps.now() });
    expect(day!.events['bad-http']).toBe(6);
  });

  it('is listed by a command, in words and as JSON', async () => {
    deps.security.note('dead-link', 300);
    deps.security.note('foreign-form');
    await keepSecurityEvents(deps, deps.now());
    const { out, code } = await runCommand(deps, 'security');
    expect(code).toBe(0);
    expect(out).toContain('2026-11-24\n');
    expect(out).toContain('300 links with an invalid token');
    expect(JSON.parse((await runCommand(deps, 'security', '--json')).out)).toEqual({
      days: [{ day: '2026-11-24', events: { 'dead-link': 300, 'foreign-form': 1 } }],
    });
  });

  it('raises one alert where a day has ten times the usual and over a thousand, and none for less', async () => {
    const kinds = async () =>
      (await db.selectFrom('alerts').select('kind').execute()).map(({ kind }) => kind);
    deps.security.note('over-limit', 999);
    await keepSecurityEvents(deps, deps.now());
    expect(await kinds()).not.toContain('security-over-limit');
    deps.security.note('over-limit');
    await keepSecurityEvents(deps, deps.now());
    deps.security.note('over-limit');
    await keepSecurityEvents(deps, deps.now());
    expect((await kinds()).filter((kind) => kind === 'security-over-limit')).toHaveLength(1);
    deps.clock.advance(DAY_MS);
    deps.security.note('over-limit', 1_400);
    await keepSecurityEvents(deps, deps.now());
    expect((await kinds()).filter((kind) => kind === 'security-over-limit')).toHaveLength(1);
  });

  it('is forgotten after 400 days', async () => {
    for (const _ of ['2026-11-24', '2026-11-25']) {
      deps.security.note('bad-http');
      await keepSecurityEvents(deps, deps.now());
      deps.clock.advance(DAY_MS);
    }
    const at = new Date(deps.now().getTime() + 399 * DAY_MS);
    await pruneSecurityEvents(db, { at });
    const days = await listSecurityDays(db, { since: new Date(0) });
    expect(days.map(({ day }) => day)).toEqual(['2026-11-25']);
  });
});
