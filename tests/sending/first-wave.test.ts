import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { pauseIssue } from '../../src/deliveries/pause';
import { getIssue, listHistory } from '../../src/issues/find';
import { listAlerts } from '../../src/platform/alerts';
import { setSetting } from '../../src/platform/settings/settings';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { checkFirstWave } from '../../src/sending/hold-back';
import { resumeIssue } from '../../src/sending/resume';
import { sweepIssues } from '../../src/sending/send-due';
import { readIssueStatus } from '../../src/statistics/issue-status';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps, type TestDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';

/** The first wave is out, and the sender was told to stop there. */
async function firstWaveOut({ readers, wave }: { readers: number; wave: string }) {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await setSetting(db, { name: 'first-wave', value: wave, at: deps.now() });
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  const stop = new AbortController();
  const delivering = deliverIssue(deps, issue.id, { signal: stop.signal });
  const audience = () => readAudienceByState(db, issue.id);
  const size = Math.ceil(Number(wave) / 100) * 100;
  await expect.poll(async () => (await audience()).accepted, { timeout: 10_000 }).toBe(size);
  stop.abort();
  await delivering;
  const state = async () => (await getIssue(db, issue.number)).state;
  return { db, deps, issue, audience, state };
}

/** The provider's events about the first `count` mails. */
async function mark(
  { db, now }: TestDeps,
  count: number,
  moment: 'delivered' | 'bounced' | 'complained',
): Promise<void> {
  const kind = moment === 'bounced' ? sql`, bounce_type = 'Permanent'` : sql``;
  await sql`update deliveries set ${sql.ref(`${moment}_at`)} = ${now()} ${kind} where id in (
    select id from deliveries where state = 'accepted' order by id limit ${count})`.execute(db);
}

describe('the first wave', () => {
  it('goes alone; the rest follows when most of it has an outcome', async () => {
    const { deps, issue, audience, state } = await firstWaveOut({ readers: 450, wave: '200' });
    await mark(deps, 159, 'delivered');
    expect(await checkFirstWave(deps, issue.id)).toBe(false);
    expect(await audience()).toMatchObject({ accepted: 200, waiting: 250 });
    await mark(deps, 160, 'delivered');
    await deliverIssue(deps, issue.id);
    expect(await audience()).toMatchObject({ accepted: 450, waiting: 0 });
    expect(await state()).toBe('sent');
  });

  it('is waited for no longer than 15 minutes, by the database’s clock', async () => {
    const { db, deps, issue, audience } = await firstWaveOut({ readers: 250, wave: '100' });
    await shiftDatabaseClock(db, '14 minutes 50 seconds');
    expect(await checkFirstWave(deps, issue.id)).toBe(false);
    await shiftDatabaseClock(db, '15 minutes 1 second');
    await deliverIssue(deps, issue.id);
    expect(await audience()).toMatchObject({ accepted: 250 });
  });

  it('is not over while one of its batches is on its way', async () => {
    const { db, deps, issue } = await firstWaveOut({ readers: 250, wave: '100' });
    await mark(deps, 100, 'delivered');
    await sql`update batches set state = 'sealed' where state = 'recorded'`.execute(db);
    expect(await checkFirstWave(deps, issue.id)).toBe(false);
  });

  it('is a thousand readers with live mail, and nobody waits if no mail leaves the machine', async () => {
    const held = async (mail: 'live' | 'local') => {
      const db = await cloneDatabase();
      const deps = await makeDeps(db);
      await addReaders(deps, 1_150);
      await db.updateTable('installation').set({ mail }).execute();
      await planRelease(deps);
      const { rows } = await sql<{ count: number }>`select count(*) from batches
        join sendings using (issue_id) where batches.id > held_after`.execute(db);
      return rows[0]!.count;
    };
    expect(await held('live')).toBe(2);
    expect(await held('local')).toBe(0);
  });
});

describe('the brake', () => {
  it('pauses an issue when 4% of it bounced, says why and tells staff', async () => {
    const fixture = await firstWaveOut({ readers: 450, wave: '300' });
    const { db, deps, issue, state } = fixture;
    await mark(deps, 11, 'bounced');
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('sending');
    await mark(deps, 12, 'bounced');
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('paused');
    const [alert] = await listAlerts(db, { limit: 1 });
    expect(alert!.says).toBe(
      `Issue ${issue.number} was paused. Too many mails came back: 12 of 300 mails bounced (4%; the limit is 4%).`,
    );
  });

  it('counts from 200 accepted mails on, and takes three complaints at least', async () => {
    const few = await firstWaveOut({ readers: 250, wave: '100' });
    await mark(few.deps, 100, 'bounced');
    await checkFirstWave(few.deps, few.issue.id);
    expect(await few.state()).toBe('sending');
    const more = await firstWaveOut({ readers: 450, wave: '200' });
    await mark(more.deps, 2, 'complained');
    await checkFirstWave(more.deps, more.issue.id);
    expect(await more.state()).toBe('sending');
    await mark(more.deps, 3, 'complained');
    await checkFirstWave(more.deps, more.issue.id);
    expect(await more.state()).toBe('paused');
  });

  it('acts while the issue goes out, not only after the first wave', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    await addReaders(deps, 2_500);
    const issue = await planRelease(deps);
    const { submitBatch } = deps.mailer;
    deps.mailer.submitBatch = async (batch) => {
      await mark(deps, 90, 'bounced');
      return submitBatch(batch);
    };
    await deliverIssue(deps, issue.id, { concurrency: 1 });
    expect((await getIssue(db, issue.number)).state).toBe('paused');
    const { accepted } = await readAudienceByState(db, issue.id);
    expect(accepted).toBeLessThanOrEqual(1_100);
  });

  it('starts counting again once somebody who has seen the figures resumes', async () => {
    const { deps, issue, state, audience } = await firstWaveOut({ readers: 450, wave: '200' });
    await mark(deps, 200, 'delivered');
    await mark(deps, 50, 'bounced');
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('paused');
    deps.clock.advance(1_000);
    await resumeIssue(deps, { issueId: issue.id, actor: 'Edda', at: deps.now() });
    await deliverIssue(deps, issue.id);
    expect(await audience()).toMatchObject({ accepted: 450 });
    expect(await state()).toBe('sent');
  });

  it('does not start again if an issue goes on by itself, unseen by anybody', async () => {
    const { db, deps, issue, state } = await firstWaveOut({ readers: 450, wave: '300' });
    const resumeAt = new Date(deps.now().getTime() + 1_000);
    await pauseIssue(deps, { issueId: issue.id, reason: 'The quota is used up.', resumeAt });
    await mark(deps, 12, 'bounced');
    deps.clock.advance(1_000);
    await sweepIssues({ ...deps, enqueue: async () => {} });
    expect(await state()).toBe('sending');
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('paused');
    expect((await listHistory(db, issue.id)).at(-1)!.reason).toContain('12 of 300');
  });

  it('has its limits in the settings', async () => {
    const { db, deps, issue, state } = await firstWaveOut({ readers: 450, wave: '200' });
    await setSetting(db, { name: 'brake-bounces', value: '10', at: deps.now() });
    await mark(deps, 19, 'bounced');
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('sending');
    await setSetting(db, { name: 'brake-bounces', value: '9.5', at: deps.now() });
    await checkFirstWave(deps, issue.id);
    expect(await state()).toBe('paused');
  });
});

it('the issue’s status says what waits for the first wave', async () => {
  const { db, deps, issue } = await firstWaveOut({ readers: 450, wave: '200' });
  const status = () => readIssueStatus(db, { number: issue.number });
  expect(await status()).toMatchObject({ state: 'sending', held_back: 3 });
  await mark(deps, 200, 'delivered');
  await deliverIssue(deps, issue.id);
  expect(await status()).toMatchObject({ state: 'sent', held_back: 0 });
});
