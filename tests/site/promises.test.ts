import { describe, expect, it } from 'vitest';
import { jobs } from '../../jobs';
import { runDueJobs } from '../../jobs/run-job';
import { createApp } from '../../src/app';
import type { Log } from '../../src/platform/log';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { readFingerprints } from '../helpers/table-counts';

const lines: string[] = [];
const note = (fields: Record<string, unknown>, message: string) =>
  lines.push(JSON.stringify({ ...fields, message }));
const log: Log = { info: note, warn: note, error: note };

const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 5, log);
const mail = mailOf(1);
const { slug } = await db
  .selectFrom('entries')
  .innerJoin('comparisons', 'comparisons.id', 'entries.comparison_id')
  .select('slug')
  .limit(1)
  .executeTakeFirstOrThrow();

const { slug: tool } = await db
  .selectFrom('tools')
  .select('slug')
  .limit(1)
  .executeTakeFirstOrThrow();

const newcomer = new URLSearchParams({ email: 'newcomer@example.com' });
await app.request('/signup', { method: 'POST', body: newcomer });
await deps.settle();
const reader = await db
  .selectFrom('subscribers')
  .select('id')
  .where('email', '=', mail.to)
  .executeTakeFirstOrThrow();
const fresh = await db
  .insertInto('one_time_links')
  .values({ subscriber_id: reader.id, kind: 'manage', made_at: deps.now() })
  .returning('id')
  .executeTakeFirstOrThrow();
const never = await db.selectFrom('suppression_links').select('id').executeTakeFirstOrThrow();
const attempt = await db.selectFrom('sign_ups').select('id').executeTakeFirstOrThrow();

/** A real path for every route, by its pattern. */
const examples: Record<string, string> = {
  '/': '/',
  '/healthz': '/healthz',
  '/readyz': '/readyz',
  '/issues': '/issues?before=9',
  '/issues/:number': `/issues/${issue.number}`,
  '/issues/:number/results': `/issues/${issue.number}/results`,
  '/tools/:slug': `/tools/${tool}`,
  '/how-votes-count': '/how-votes-count',
  '/comparisons/:slug': `/comparisons/${slug}`,
  '/v/:token/:n': mail.votes[0]!,
  '/v/:token/:n/provisional': `${mail.votes[0]}/provisional`,
  '/c/:token/:n': mail.clicks[0]!,
  '/o/:token': mail.pixel!,
  '/unsubscribe/:token': mail.unsubscribe,
  '/feed.xml': '/feed.xml',
  '/preferences/:token': mail.preferences,
  '/manage/:token': `/manage/${deps.signer.sign('m', fresh.id)}`,
  '/signup': '/signup',
  '/never/:token': `/never/${deps.signer.sign('n', never.id)}`,
  '/confirm/:token': `/confirm/${deps.signer.sign('s', attempt.id)}`,
  '/webhooks/resend': '/webhooks/resend',
};

const patterns = [
  ...new Set(app.routes.filter((route) => route.method !== 'ALL').map((route) => route.path)),
];

describe('every route', () => {
  it('has an example here, so that none escapes these tests', () => {
    expect(patterns.toSorted()).toEqual(Object.keys(examples).toSorted());
  });

  it.each(patterns)('%s answers GET and HEAD, and these write at most a hit', async (pattern) => {
    const { hits: _, hit_hours: __, ...before } = await readFingerprints(db);
    for (const method of ['GET', 'HEAD']) {
      const { status } = await app.request(examples[pattern]!, { method });
      expect(status, method).toBeLessThan(400);
    }
    const { hits: ___, hit_hours: ____, ...after } = await readFingerprints(db);
    expect(after).toEqual(before);
  });

  it.each(patterns)(
    '%s is refused with a page, never a stack, when its parameters are hostile',
    async (pattern) => {
      if (!pattern.includes(':'))
        return expect((await app.request(`${pattern}%00`)).status).toBe(404);
      for (const hostile of [
        "'--",
        '%00',
        '..%2f..',
        '%F0%9F%8F%8E',
        'a'.repeat(5_000),
        '<script>',
        '-1',
        '9'.repeat(30),
      ]) {
        const path = pattern.replace(/:[a-z]+/g, hostile);
        for (const method of ['GET', 'POST']) {
          const answer = await app.request(path, { method });
          const text = await answer.text();
          if (pattern !== '/o/:token' || method === 'POST') expect(answer.status, path).toBe(404);
          expect(text).not.toMatch(/at .*\.ts|<script>/);
        }
      }
    },
  );

  it.each(patterns)(
    '%s carries nosniff and a content policy without scripts except the vote page’s own',
    async (pattern) => {
      const { headers } = await app.request(examples[pattern]!);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      const scripts = headers.get('content-security-policy')!.match(/script-src[^;]*|unsafe-eval/g);
      expect(scripts).toEqual(pattern === '/v/:token/:n' ? ["script-src 'self'"] : null);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    },
  );
});

describe('the log', () => {
  it('never holds a token, an address or a secret, whatever is asked and whatever fails', async () => {
    for (const path of Object.values(examples)) await app.request(path, { method: 'POST' });
    await deps.settle();
    await app.request(`${mail.votes[0]}/extra`);
    await app.request(`/v/${mail.votes[0]!.split('/')[2]}`);
    await runDueJobs(deps, jobs, deps.now());
    const broken = createApp({ ...deps, db: db.withSchema('nowhere') });
    for (const path of Object.values(examples)) await broken.request(path);
    const written = lines.join('\n');
    expect(lines.length).toBeGreaterThan(50);
    expect(written).toContain('"status":500');
    const secrets = Object.values(examples).filter((path) => /\/[a-z2-7]{42}\b/.test(path));
    expect(secrets.length).toBeGreaterThan(4);
    for (const path of secrets) expect(written).not.toContain(path.split('/')[2]!);
    expect(written).not.toMatch(/@|reader\d|newcomer/);
    expect(written).not.toContain(deps.config.resend.apiKey);
    expect(written).not.toContain(deps.config.signingKeys[0]!.secret.toString('base64'));
  });

  it('has one line a request, with the route’s pattern, status and time', async () => {
    lines.length = 0;
    await app.request(mail.votes[0]!);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        event: 'request',
        method: 'GET',
        route: '/v/:token/:n',
        status: 200,
        ms: 0,
        message: 'request',
      },
    ]);
  });
});

describe('the archive', () => {
  it('shows the issue as it was sent, without token or pixel, and its votes lead to the comparison', async () => {
    const page = await (await app.request(`/issues/${issue.number}`)).text();
    expect(page).not.toMatch(/\/(v|c|o|unsubscribe)\//);
    expect(page).toContain(`https://verdicts.example.com/comparisons/${slug}`);
    expect(page).toContain(issue.subject.replace(/&/g, '&amp;').split('?')[0]!);
  });

  it('stays as it was sent when the catalog changes; the comparison’s page shows today’s state', async () => {
    const before = await (await app.request(`/issues/${issue.number}`)).text();
    await db.updateTable('sides').set({ panel_ship: 25, entry_price: 'Twelve crowns' }).execute();
    expect(await (await app.request(`/issues/${issue.number}`)).text()).toBe(before);
    expect(await (await app.request(`/comparisons/${slug}`)).text()).toContain('Twelve crowns');
  });

  it('has no page for a draft, a released issue or one that never was', async () => {
    const at = deps.now();
    const row = { subject: 's', preheader: '', intro: '', created_at: at, proposed_at: at };
    await db
      .insertInto('issues')
      .values([
        { ...row, number: 2, week: '2027-01-04', state: 'draft' },
        { ...row, number: 3, week: '2027-01-11', state: 'released', send_at: at },
      ])
      .execute();
    for (const number of ['2', '3', '4', '0', 'x', '1e3']) {
      expect((await app.request(`/issues/${number}`)).status, number).toBe(404);
    }
    expect(await (await app.request('/issues')).text()).not.toContain('/issues/2"');
  });
});

describe('percentages', () => {
  it('below the floor of votes are not shown: the count stands instead', async () => {
    const [first] = await db
      .selectFrom('comparisons')
      .select(['first_tool_id as id'])
      .where('slug', '=', slug)
      .execute();
    await db.deleteFrom('tallies').execute();
    await db.insertInto('tallies').values({ tool_id: first!.id, ship: 19, skip: 0 }).execute();
    expect(await (await app.request(`/comparisons/${slug}`)).text()).toContain('19 votes');
    await db.updateTable('tallies').set({ skip: 1 }).execute();
    expect(await (await app.request(`/comparisons/${slug}`)).text()).toContain('95% of 20 votes');
  });
});
