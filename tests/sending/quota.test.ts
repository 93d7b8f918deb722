import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { pauseIssue } from '../../src/deliveries/pause';
import { getIssue, listHistory } from '../../src/issues/find';
import { listAlerts } from '../../src/platform/alerts';
import type { SubmissionOutcome } from '../../src/platform/mailer';
import { quotaRenewsAt } from '../../src/sending/batches/quota';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { makeLockBarrier } from '../helpers/lock-barrier';

async function outOfQuota(name: string) {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 150);
  const issue = await planRelease(deps);
  const { submitBatch } = deps.mailer;
  const message = 'Your quota is used up, lea@example.com';
  const answer: SubmissionOutcome = { kind: 'quota', name, message };
  deps.mailer.submitBatch = async () => answer;
  await deliverIssue(deps, issue.id);
  deps.mailer.submitBatch = submitBatch;
  const state = async () => (await getIssue(db, issue.number)).state;
  expect(await state()).toBe('paused');
  return { db, deps, issue, state };
}

describe('a quota that is used up', () => {
  it('pauses the issue, which goes on by itself when the quota renews, and staff are told', async () => {
    const { db, deps, issue, state } = await outOfQuota('daily_quota_exceeded');
    const [alert] = await listAlerts(db, { limit: 1 });
    expect(alert!.says).toBe(
      `Issue ${issue.number} was paused. Resend refuses everything for now (daily_quota_exceeded): ` +
        'Your quota is used up, an address The next attempt is at 2026-11-25 00:00 UTC.',
    );
    await sweepIssues(deps);
    expect(await state()).toBe('paused');
    deps.clock.advance(15 * HOUR_MS);
    await sweepIssues(deps);
    expect(await state()).toBe('sent');
    expect(await readAudienceByState(db, issue.id)).toMatchObject({ accepted: 150, unknown: 0 });
    const history = await listHistory(db, issue.id);
    expect(history.at(-2)).toMatchObject({ to_state: 'sending', actor: 'sending' });
  });

  it('does not resume an issue that has since got another reason to stay paused', async () => {
    const { deps, issue, state } = await outOfQuota('daily_quota_exceeded');
    await pauseIssue(deps, { issueId: issue.id, reason: 'The outcome of batch 1 is unknown.' });
    deps.clock.advance(48 * HOUR_MS);
    await sweepIssues(deps);
    expect(await state()).toBe('paused');
  });

  it('tells staff if an issue that would go on by itself now waits for a person', async () => {
    const { db, deps, issue } = await outOfQuota('daily_quota_exceeded');
    deps.clock.advance(1_000);
    const reason = 'The outcome of batch 1 is unknown.';
    await pauseIssue(deps, { issueId: issue.id, reason });
    const [alert] = await listAlerts(db, { limit: 1 });
    expect(alert!.says).toBe(
      `Issue ${issue.number} stays paused until somebody resumes it. ${reason}`,
    );
    await pauseIssue(deps, { issueId: issue.id, reason: 'Once more.' });
    expect(await listAlerts(db, { limit: 9 })).toHaveLength(2);
  });

  it('pauses before anybody can take the batch again', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    await addReaders(deps, 3);
    const issue = await planRelease(deps);
    let calls = 0;
    deps.mailer.submitBatch = async () => {
      calls += 1;
      return { kind: 'quota', name: 'daily_quota_exceeded', message: 'no' };
    };
    const standstill = await makeLockBarrier(db, sql`after update on issues`);
    const delivering = deliverIssue(deps, issue.id);
    await standstill.reach(1);
    const other = deliverIssue(deps, issue.id, { signal: AbortSignal.timeout(300) });
    await other;
    await standstill.letGo();
    await delivering;
    expect(calls).toBe(1);
    expect(await readAudienceByState(db, issue.id)).toMatchObject({ waiting: 3, unknown: 0 });
  });

  it('renews when the provider says so, else with the next UTC day or month', () => {
    const at = new Date('2026-12-31T10:00:00Z');
    const renews = (name: string, renewsMs?: number) =>
      quotaRenewsAt({ name, renewsMs }, at).toISOString();
    expect(renews('daily_quota_exceeded', 90_000)).toBe('2026-12-31T10:01:30.000Z');
    expect(renews('daily_quota_exceeded')).toBe('2027-01-01T00:00:00.000Z');
    expect(renews('monthly_quota_exceeded')).toBe('2027-01-01T00:00:00.000Z');
    expect(
      quotaRenewsAt({ name: 'monthly_quota_exceeded' }, new Date('2026-02-28T23:59:00Z')),
    ).toEqual(new Date('2026-03-01T00:00:00Z'));
  });
});
