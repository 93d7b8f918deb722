import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { openDemoService } from '../../src/demo/weeks/demo-service';
import { readDemoReport } from '../../src/demo/weeks/report';
import { demoReportInWords } from '../../src/demo/weeks/report-in-words';
import { playTwoWeeks } from '../../src/demo/weeks/two-weeks';
import { listIssues } from '../../src/issues/find';
import { startEmulator } from '../../src/local/resend/emulator';
import { findFreePort } from '../../src/node/free-port';
import { DAY_MS } from '../../src/platform/durations';
import { cloneDatabaseUrl } from '../helpers/database';
import { readMailbox } from '../helpers/mailbox';
import { silent as log } from '../helpers/silent-log';

const READERS = 96;
const NOW = new Date('2026-11-24T12:00:00Z');

const emulator = await startEmulator({ file: ':memory:', log });
const stage = await openDemoService({
  config: {
    production: false,
    port: 0,
    publicUrl: `http://localhost:${await findFreePort(null)}`,
    installationUrl: 'local',
    databaseUrl: await cloneDatabaseUrl(),
    mail: 'local',
    mailFrom: 'Verdicts <verdicts@example.com>',
    resend: emulator,
    signingKeys: [{ id: 1, secret: Buffer.alloc(32, 7) }],
    trustedProxies: ['127.0.0.1'],
  },
  mailboxUrl: emulator.mailboxUrl,
  createApp,
  log,
  progress: () => {},
});
afterAll(async () => {
  await stage.close();
  await emulator.close();
});
const { db } = stage.deps;
const truth = await playTwoWeeks(stage, { readers: READERS, now: NOW });
const demo = await readDemoReport(db, truth);
const weeks = demo.reports.map((report, index) => ({ report, truth: truth[index]! }));

describe.each(weeks)('issue $report.issue of a small demo', ({ report, truth }) => {
  it('is sent, and its audience adds up', () => {
    const { total, accepted, suppressed, refused, unknown, waiting } = report.audience;
    expect(report).toMatchObject({ issue: truth.issue, state: 'sent' });
    expect(total).toBe(accepted + suppressed);
    expect([refused, unknown, waiting]).toEqual([0, 0, 0]);
    expect(demo.picks.filter(({ issue }) => issue === truth.issue)).toHaveLength(5);
  });

  it('accounts for everything that Resend reported', () => {
    expect(report.delivered + report.bounced).toBe(report.audience.accepted);
    expect(report).toMatchObject({ bounced: 2, complained: 1 });
  });

  it('counts people’s votes and no machine’s', () => {
    const { counted, provisional, held } = report.votes;
    expect(truth.votes.person).toBeGreaterThan(30);
    expect(truth.votes.machine).toBeGreaterThan(5);
    expect(counted + provisional + held).toBe(truth.votes.person + truth.votes.machine);
    expect(Math.abs(counted - truth.votes.person)).toBeLessThanOrEqual(0.02 * truth.votes.person);
  });

  it('tells people’s opens and clicks from machines’', () => {
    for (const kind of ['opens', 'clicks'] as const) {
      const { person, unsure, machine } = report[kind];
      expect(truth[kind].person).toBeGreaterThan(5);
      expect(person + unsure + machine).toBe(truth[kind].person + truth[kind].machine);
      expect(machine).toBe(truth[kind].machine);
    }
  });
});

it('goes out twice, a week apart, and everything has happened by now', async () => {
  const issues = await listIssues(db, { limit: 3 });
  const sentAt = issues.map(({ planned_at }) => planned_at!.getTime());
  expect(sentAt[0]! - sentAt[1]!).toBe(7 * DAY_MS);
  const hits = await db
    .selectFrom('hits')
    .innerJoin('deliveries', 'deliveries.id', 'hits.delivery_id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['hits.at', 'planned_at', 'classified_at'])
    .execute();
  expect(hits.length).toBeGreaterThan(200);
  for (const { at, planned_at, classified_at } of hits) {
    expect(at > planned_at! && at < NOW && classified_at !== null).toBe(true);
  }
});

it('lets readers leave, pause and join between its issues', async () => {
  const { reasons } = demo.reports[1]!.audience;
  expect(reasons).toMatchObject({
    asked: 2,
    bounced: 1,
    complained: 1,
    paused: expect.any(Number),
  });
  expect(demo.reports[0]!.unsubscribed).toBeGreaterThan(0);
  const newcomers = await db
    .selectFrom('subscribers')
    .innerJoin('deliveries', 'deliveries.subscriber_id', 'subscribers.id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['issues.number', 'deliveries.state'])
    .where('subscribers.id', '>', READERS)
    .execute();
  expect(newcomers.length).toBeGreaterThan(0);
  for (const delivery of newcomers) expect(delivery).toEqual({ number: 2, state: 'accepted' });
});

it('brings last week’s result back in the second issue, and each voter’s own votes', async () => {
  const mails = (await readMailbox({ emulator })).slice(0, READERS);
  const { subject } = (await listIssues(db, { limit: 1 }))[0]!;
  const texts = mails.filter((mail) => mail.subject === subject).map(({ text }) => text);
  expect(texts.length).toBeGreaterThan(READERS / 2);
  for (const text of texts) expect(text).toContain('Last week’s result');
  const ownVotes = texts.filter((text) => text.includes('You said')).length;
  expect(ownVotes).toBeGreaterThan(5);
  expect(ownVotes).toBeLessThan(texts.length);
});

it('prints both issues next to the truth', () => {
  const words = demoReportInWords(demo);
  for (const { truth } of weeks) {
    expect(words).toContain(`Issue ${truth.issue} is sent.`);
    expect(words).toMatch(
      new RegExp(`votes counted / cast by people +\\d+ +${truth.votes.person}\\n`),
    );
  }
});
