import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { jobs } from '../../jobs';
import { MINUTELY_JOBS } from '../../src/doctor/database';
import { EVENT_TYPES } from '../../src/doctor/webhook';
import { hasEffect } from '../../src/events/event-effects';
import { raiseAlert } from '../../src/platform/alerts';
import type { Config } from '../../src/platform/config';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { runCommand } from '../helpers/processes/program';
import { refusal, startResendDouble } from '../helpers/processes/resend-double';

const SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const KEY = 're_test_only_123';
const PUBLIC_URL = 'https://verdicts.invented.press';
const ENDPOINT = `${PUBLIC_URL}/webhooks/resend`;

const domain = {
  ...{ id: 'd1', name: 'verdicts.invented.press', status: 'verified', region: 'eu-west-1' },
  ...{ open_tracking: false, click_tracking: false, created_at: '2026-11-01 10:00:00+00' },
};
const webhook = { id: 'w1', endpoint: ENDPOINT, status: 'enabled', events: EVENT_TYPES };
const list = (...data: object[]) => ({ object: 'list', has_more: false, data });

const healthy = () => ({
  '/domains': list({ ...domain, name: 'other.example.com' }, domain),
  '/webhooks': list({ ...webhook, id: 'w0', endpoint: `${PUBLIC_URL}/other` }, webhook),
  '/webhooks/w1': { object: 'webhook', ...webhook, signing_secret: SECRET },
});

/** An installation with which all is well; the test says what is not. */
async function openWard(config: Partial<Config> = {}) {
  const resend = await startResendDouble(healthy());
  const db = await cloneDatabase();
  const deps = await makeDeps(db, {
    config: {
      mail: 'live',
      publicUrl: PUBLIC_URL,
      installationUrl: PUBLIC_URL,
      mailFrom: 'Verdicts <issues@verdicts.invented.press>',
      resend: { apiKey: KEY, baseUrl: resend.baseUrl, webhookSecret: SECRET },
      signingKeys: [{ id: 1, secret: randomBytes(32) }],
      ...config,
    },
  });
  deps.now = () => new Date();
  const at = deps.now();
  await setSetting(db, { name: 'postal-address', value: '1 Sample Street, Berlin', at });
  await setSetting(db, { name: 'staff-address', value: 'desk@example.com', at });
  await db
    .insertInto('job_slots')
    .values(MINUTELY_JOBS.map((job) => ({ job, slot_at: at, state: 'done', lease_until: at })))
    .execute();
  const examine = async () => {
    const { code, out } = await runCommand(deps, 'doctor', '--json');
    const { findings, ...rest } = JSON.parse(out) as {
      findings: { check: string; finding: string; says: string }[];
    };
    const found = (check: string) => findings.find((each) => each.check === check)!;
    const ill = findings.filter(({ finding }) => finding !== 'ok').map(({ check }) => check);
    return { code, out, found, ill, ...rest };
  };
  return { db, deps, resend, examine };
}

/** For the tests that leave the database as it is. */
const ward = await openWard();
beforeEach(() => {
  ward.resend.answers = healthy();
});

describe('verdicts doctor', () => {
  it('finds nothing if all is well, and prints no secret and no address', async () => {
    const { deps, examine, resend } = ward;
    const { code, ill, out } = await examine();
    expect({ code, ill }).toEqual({ code: 0, ill: [] });
    expect(new Set(resend.asked)).toEqual(new Set([`Bearer ${KEY}`]));
    const words = await runCommand(deps, 'doctor');
    expect(words.out).toMatch(/^ok {5}where mail goes: Mail is live/);
    expect(words.out).toContain('Faults: 0. To look at: 0.');
    for (const text of [out, words.out, words.said]) {
      expect(text).not.toContain('@');
      for (const secret of [KEY, SECRET, SECRET.slice(6)]) expect(text).not.toContain(secret);
    }
  });

  it('says what to do and exits 1 if something is at fault; each check fails alone', async () => {
    const { db, deps } = await openWard();
    await db.schema.dropTable('alerts').execute();
    const { code, out } = await runCommand(deps, 'doctor');
    expect(code).toBe(1);
    expect(out).toMatch(/fault {2}alerts: The check itself failed .*42P01.* \[verdicts alerts\]/);
    expect(out.match(/^ok /gm)).toHaveLength(18);
  });

  it('knows which jobs run each minute, and asks for no event that means nothing', () => {
    const minutely = jobs.filter(({ cron }) => cron === '* * * * *').map(({ name }) => name);
    expect(MINUTELY_JOBS.toSorted()).toEqual(minutely.toSorted());
    expect(EVENT_TYPES.filter((type) => !hasEffect(type))).toEqual([]);
    expect(EVENT_TYPES.filter((type) => /opened|clicked/.test(type))).toEqual([]);
  });
});

describe('the key', () => {
  it('that may only send is worth a look, and so is what it cannot see; none of it is a fault', async () => {
    const { resend, examine } = ward;
    const restricted = refusal(401, 'restricted_api_key');
    resend.answers = { '/domains': restricted, '/webhooks': restricted };
    const { code, ill, found } = await examine();
    expect(code).toBe(0);
    expect(ill).toEqual([
      ...['Resend’s key', 'sender’s domain', 'Resend’s own tracking', 'webhook'],
      'webhook’s secret',
    ]);
    expect(found('sender’s domain').says).toContain('cannot be checked with this key');
  });

  it.each([
    ['that Resend does not know', refusal(403, 'invalid_api_key'), 'rejects the key'],
    ['that gets no answer', 'reset', 'does not answer'],
    ['that is answered oddly', { object: 'list', data: 'none' }, 'does not answer'],
  ] as const)('%s is a fault', async (_, answer, says) => {
    const { resend, examine } = ward;
    resend.answers = { '/domains': answer, '/webhooks': answer };
    const { code, found } = await examine();
    expect(code).toBe(1);
    expect(found('Resend’s key')).toMatchObject({ finding: 'fault' });
    expect(found('Resend’s key').says).toContain(says);
  });
});

describe('the sender’s domain', () => {
  it.each([
    ['pending', 'fault', 'is not verified (pending)'],
    ['partially_verified', 'look', 'only partly verified'],
  ])('that is %s is a %s', async (status, finding, says) => {
    const { resend, examine } = ward;
    resend.answers['/domains'] = list({ ...domain, status });
    const { found } = await examine();
    expect(found('sender’s domain')).toMatchObject({ finding });
    expect(found('sender’s domain').says).toContain(says);
  });

  it('that Resend does not have is a fault, even if Resend has its parent domain', async () => {
    const { resend, examine } = ward;
    resend.answers['/domains'] = list({ ...domain, name: 'invented.press' });
    expect((await examine()).found('sender’s domain')).toMatchObject({ finding: 'fault' });
  });

  it('with Resend’s own tracking on is a fault, even if only the domain itself says so', async () => {
    const { resend, examine } = ward;
    const { open_tracking: _, click_tracking: __, ...silent } = domain;
    resend.answers['/domains'] = list(silent);
    resend.answers['/domains/d1'] = { object: 'domain', ...domain, click_tracking: true };
    const { found } = await examine();
    expect(found('Resend’s own tracking')).toMatchObject({ finding: 'fault' });
    expect(found('Resend’s own tracking').says).toContain('Resend’s own tracking of clicks is on');
    resend.answers['/domains/d1'] = { object: 'domain', ...silent };
    expect((await examine()).found('Resend’s own tracking')).toMatchObject({ finding: 'look' });
  });
});

describe('the webhook', () => {
  it.each([
    ['missing', list(), 'fault', `No webhook posts to ${ENDPOINT}`],
    ['switched off', list({ ...webhook, status: 'disabled' }), 'fault', 'is disabled'],
    [
      'deaf to bounces',
      list({ ...webhook, events: EVENT_TYPES.filter((type) => type !== 'email.bounced') }),
      'fault',
      'lacks email.bounced:',
    ],
    [
      'deaf to delays',
      list({ ...webhook, events: EVENT_TYPES.filter((type) => type !== 'email.delivery_delayed') }),
      'look',
      'lacks email.delivery_delayed:',
    ],
    ['double', list(webhook, { ...webhook, id: 'w2' }), 'look', 'one is enough'],
  ])('that is %s is found', async (_, answer, finding, says) => {
    const { resend, examine } = ward;
    resend.answers['/webhooks'] = answer;
    const { found } = await examine();
    expect(found('webhook')).toMatchObject({ finding });
    expect(found('webhook').says).toContain(says);
  });

  it('with another secret than ours is a fault, and neither secret is shown', async () => {
    const { resend, examine } = ward;
    const signing_secret = `whsec_${randomBytes(24).toString('base64')}`;
    resend.answers['/webhooks/w1'] = { object: 'webhook', ...webhook, signing_secret };
    const { found, out } = await examine();
    expect(found('webhook’s secret')).toMatchObject({ finding: 'fault' });
    for (const secret of [SECRET, signing_secret]) expect(out).not.toContain(secret);
  });
});

describe('clocks', () => {
  it.each([
    [0, 'ok'],
    [20, 'look'],
    [-20, 'look'],
    [200, 'fault'],
    [-200, 'fault'],
  ])('that are %i seconds apart from ours are found: %s', async (seconds, finding) => {
    const { db, resend, examine } = ward;
    resend.skewMs = seconds * 1000;
    await shiftDatabaseClock(db, `${seconds} seconds`);
    const { found } = await examine();
    resend.skewMs = 0;
    await shiftDatabaseClock(db, '0 s');
    expect(found('Resend’s clock')).toMatchObject({ finding });
    expect(found('database’s clock')).toMatchObject({ finding });
  });
});

describe('our own side', () => {
  it('is checked: links, addresses, jobs, alerts', async () => {
    const { db, deps, examine } = await openWard();
    deps.config = { ...deps.config, mailFrom: 'Verdicts <issues@another-house.example>' };
    await db.deleteFrom('settings').execute();
    const late = new Date(Date.now() - 6 * 60_000);
    await db.updateTable('job_slots').set({ slot_at: late }).where('job', '=', 'sweep').execute();
    await raiseAlert(deps, { at: deps.now(), kind: 'sign-ups', says: 'Many of them.' });
    const { found, code } = await examine();
    expect(code).toBe(1);
    expect(found('links and sender')).toMatchObject({ finding: 'look' });
    expect(found('postal address')).toMatchObject({ finding: 'fault' });
    expect(found('staff address')).toMatchObject({ finding: 'look' });
    expect(found('jobs')).toMatchObject({ finding: 'fault' });
    expect(found('jobs').says).toMatch(/^sweep did not run/);
    expect(found('alerts')).toMatchObject({
      finding: 'look',
      says: expect.stringContaining('sign-ups'),
    });
  });

  it('reports a copied database, http links in live mail, and the example’s signing key', async () => {
    const { db, examine } = await openWard({
      publicUrl: 'http://localhost:3000',
      signingKeys: [{ id: 1, secret: Buffer.alloc(32) }],
    });
    await db.updateTable('installation').set({ public_url: 'https://elsewhere.example' }).execute();
    const { found } = await examine();
    for (const check of ['installation', 'where links lead', 'signing keys']) {
      expect(found(check), check).toMatchObject({ finding: 'fault' });
    }
  });

  it('reports in production a role that owns the tables, and a database connection that others can read', async () => {
    const { deps, examine } = await openWard({ production: true });
    expect((await examine()).found('database’s role')).toMatchObject({ finding: 'look' });
    expect((await examine()).found('connection to the database')).toMatchObject({ finding: 'ok' });
    const foreign = 'postgres://u:p@db.invented.press/verdicts';
    for (const [words, finding] of [
      ...[
        ['', 'ok'],
        ['?sslmode=require', 'ok'],
        ['?sslmode=no-verify', 'look'],
      ],
      ['?sslmode=disable', 'look'],
    ]) {
      deps.config = { ...deps.config, databaseUrl: foreign + words };
      expect((await examine()).found('connection to the database'), words).toMatchObject({
        finding,
      });
    }
  });

  it('is reported more mildly while mail stays on this machine', async () => {
    const { db, deps, examine } = await openWard({
      mail: 'local',
      publicUrl: 'http://localhost:3000',
    });
    await db.deleteFrom('job_slots').execute();
    const { found } = await examine();
    expect(deps.config.mail).toBe('local');
    for (const check of ['where mail goes', 'where links lead', 'jobs']) {
      expect(found(check), check).toMatchObject({ finding: 'look' });
    }
  });
});
