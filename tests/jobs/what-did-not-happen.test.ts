import { describe, expect, it } from 'vitest';
import { alertOnLateJobs, findLateJobs } from '../../jobs/late-jobs';
import { runDueJobs, runJob } from '../../jobs/run-job';
import { sendDueJob } from '../../jobs/send-due';
import { sweepJob } from '../../jobs/sweep';
import { withdrawIssue } from '../../src/issues/release';
import { listAlerts } from '../../src/platform/alerts';
import { Refusal } from '../../src/platform/refusal';
import { setSetting } from '../../src/platform/settings/settings';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { alertOnMissingEvents } from '../../src/sending/missing-events';
import { release } from '../../src/sending/release';
import { alertOnStalledIssues } from '../../src/sending/stalled-issues';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { addReaders, openDraft, planRelease, releaseDraft } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';
import { runCommand } from '../helpers/processes/program';
import { makeCountedJob } from './counted-job';

const MINUTE_MS = 60_000;

const open = async () => makeDeps(await cloneDatabase());
const toldOf = async ({ db }: TestDeps, kind: string) =>
  (await listAlerts(db, { limit: 50 })).filter((alert) => alert.kind === kind);

/** Runs the job in each of these minutes. */
async function serve(deps: TestDeps, minutes: number, work: (at: Date) => Promise<unknown>) {
  for (let minute = 0; minute < minutes; minute += 1) {
    await work(deps.now());
    deps.clock.advance(MINUTE_MS);
  }
}

describe('of an issue that is a draft again because it was late', () => {
  it('staff are told once, by mail too, and how to send it', async () => {
    const deps = await open();
    const at = deps.now();
    await setSetting(deps.db, { name: 'staff-address', value: 'desk@example.com', at });
    const { number } = await releaseDraft(deps);
    deps.clock.advance(8 * HOUR_MS);
    await serve(deps, 3, (now) => sendDueJob.run(deps, now));
    const [alert, ...more] = await toldOf(deps, 'issue-late');
    expect(more).toEqual([]);
    expect(alert!.says).toBe(
      'Issue 1 was due at 2026-11-24 09:00 UTC and was over six hours late, so it is a draft again and ' +
        'nobody got it. Check it, then release it for a new time with ' +
        '`verdicts issue release 1 --at … --by …`.',
    );
    await sweepJob.run(deps, deps.now());
    expect((await readMailbox(deps)).map(({ to }) => to)).toEqual([['desk@example.com']]);
    const { out } = await runCommand(deps, 'issue', 'status', String(number));
    expect(out).toContain('was over six hours late');
    expect(await toldOf(deps, 'issue-unreleased')).toEqual([]);
  });

  it('staff are told again if it is late a second time', async () => {
    const deps = await open();
    const { number } = await releaseDraft(deps);
    for (const times of [1, 2]) {
      deps.clock.advance(8 * HOUR_MS);
      await sendDueJob.run(deps, deps.now());
      expect(await toldOf(deps, 'issue-late')).toHaveLength(times);
      const sendAt = new Date(deps.now().getTime() + HOUR_MS);
      await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
    }
  });
});

describe('of a draft that nobody released before its hour', () => {
  it('staff are told at its hour, once, and the list says so', async () => {
    const deps = await open();
    await openDraft(deps);
    deps.clock.advance(58 * MINUTE_MS);
    await serve(deps, 2, (now) => sendDueJob.run(deps, now));
    expect(await toldOf(deps, 'issue-unreleased')).toEqual([]);
    await serve(deps, 3, (now) => sendDueJob.run(deps, now));
    const [alert, ...more] = await toldOf(deps, 'issue-unreleased');
    expect(more).toEqual([]);
    expect(alert!.says).toMatch(
      /^Issue 1, for the week of 2026-11-23, was not released by its hour/,
    );
    const { out } = await runCommand(deps, 'issue', 'list');
    expect(out).toContain('Its hour has passed: nobody gets it until it is released.');
  });

  it('staff are also told if its release was withdrawn, and if nothing ran for days', async () => {
    const deps = await open();
    const { id: issueId } = await releaseDraft(deps);
    await withdrawIssue(deps.db, { issueId, actor: 'Edda', at: deps.now() });
    deps.clock.advance(5 * 24 * HOUR_MS);
    await sendDueJob.run(deps, deps.now());
    expect(await toldOf(deps, 'issue-unreleased')).toHaveLength(1);
  });

  it('nobody is told if it was withdrawn after its hour', async () => {
    const deps = await open();
    const { id: issueId, number } = await openDraft(deps);
    const sendAt = new Date(deps.now().getTime() + 3 * HOUR_MS);
    await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
    deps.clock.advance(2 * HOUR_MS);
    await withdrawIssue(deps.db, { issueId, actor: 'Edda', at: deps.now() });
    await sendDueJob.run(deps, deps.now());
    expect(await toldOf(deps, 'issue-unreleased')).toEqual([]);
  });
});

describe('of a job', () => {
  it('that fails a second time staff are told, once in six hours, with the reason if it is meant for people', async () => {
    const deps = await open();
    const work = () => {
      throw new Refusal('unready', 'This database was made for somebody@example.com, not for you.');
    };
    const { job } = makeCountedJob('send-due', { cron: '* * * * *', work });
    await serve(deps, 1, (at) => runDueJobs(deps, [job], at));
    expect(await toldOf(deps, 'job-failed-send-due')).toEqual([]);
    await serve(deps, 3, (at) => runDueJobs(deps, [job], at));
    const [alert, ...more] = await toldOf(deps, 'job-failed-send-due');
    expect(more).toEqual([]);
    expect(alert!.says).toContain('This database was made for an address, not for you.');
    expect(await toldOf(deps, 'jobs-late')).toEqual([]);
  });

  it('that fails for an hour and more staff hear nothing else', async () => {
    const deps = await open();
    let isBroken = false;
    const work = () => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve());
    const failing = makeCountedJob('failing', { cron: '* * * * *', work });
    const sound = makeCountedJob('sound', { cron: '* * * * *' });
    const jobs = [failing.job, sound.job];
    await runDueJobs(deps, jobs, deps.now());
    isBroken = true;
    for (let quarter = 0; quarter < 6; quarter += 1) {
      deps.clock.advance(15 * MINUTE_MS);
      await runDueJobs(deps, jobs, deps.now());
    }
    expect(await listAlerts(deps.db, { limit: 9 })).toMatchObject([{ kind: 'job-failed-failing' }]);
  });

  it('that hangs staff are told once while the others run', async () => {
    const deps = await open();
    const hanging = makeCountedJob('hanging', { cron: '* * * * *' });
    const sound = makeCountedJob('sound', { cron: '* * * * *' });
    await runDueJobs(deps, [hanging.job, sound.job], deps.now());
    for (let quarter = 0; quarter < 6; quarter += 1) {
      deps.clock.advance(15 * MINUTE_MS);
      await runDueJobs(deps, [sound.job], deps.now());
      const late = await findLateJobs(deps, [hanging.job, sound.job], deps.now());
      await alertOnLateJobs(deps, { ...late, at: deps.now() });
    }
    const [alert, ...more] = await toldOf(deps, 'jobs-late');
    expect(more).toEqual([]);
    expect(alert!.says).toMatch(
      /^These jobs have not run since 2026-11-24 08:00 UTC, although others have: hanging\./,
    );
  });
});

describe('where nothing ran at all', () => {
  it('for days staff are told once, as soon as something runs again, and from when until when', async () => {
    const deps = await open();
    const jobs = ['first', 'second'].map((name) => makeCountedJob(name, { cron: '* * * * *' }).job);
    await runDueJobs(deps, jobs, deps.now());
    deps.clock.advance(4 * 24 * HOUR_MS);
    await Promise.all([1, 2].map(() => runDueJobs(deps, jobs, deps.now())));
    deps.clock.advance(MINUTE_MS);
    await runDueJobs(deps, jobs, deps.now());
    const [alert, ...more] = await toldOf(deps, 'jobs-late');
    expect(more).toEqual([]);
    expect(alert!.says).toMatch(
      /^No scheduled job ran between 2026-11-24 08:00 UTC and 2026-11-28 08:00 UTC: /,
    );
  });

  it('staff are told so, even if another machine has just begun again with one of the jobs', async () => {
    const deps = await open();
    const [first, second] = ['first', 'second'].map(
      (name) => makeCountedJob(name, { cron: '* * * * *' }).job,
    );
    await runDueJobs(deps, [first!, second!], deps.now());
    deps.clock.advance(4 * 24 * HOUR_MS);
    await runJob(deps, first!, deps.now());
    expect(await findLateJobs(deps, [first!, second!], deps.now())).toMatchObject({
      late: [{ name: 'second' }],
      areAll: true,
    });
  });

  it('for less than an hour, and at the very first start, nobody is told', async () => {
    const deps = await open();
    const { job } = makeCountedJob('minutely', { cron: '* * * * *' });
    await runDueJobs(deps, [job], deps.now());
    deps.clock.advance(59 * MINUTE_MS);
    await runDueJobs(deps, [job], deps.now());
    expect(await toldOf(deps, 'jobs-late')).toEqual([]);
  });
});

describe('of an issue that was planned', () => {
  it('and no batch of it taken: staff are told once', async () => {
    const deps = await open();
    await addReaders(deps, 3);
    await planRelease(deps);
    deps.clock.advance(29 * MINUTE_MS);
    await alertOnStalledIssues(deps, { at: deps.now() });
    expect(await toldOf(deps, 'issue-still')).toEqual([]);
    deps.clock.advance(2 * MINUTE_MS);
    for (const _ of [1, 2]) await alertOnStalledIssues(deps, { at: deps.now() });
    const [alert, ...more] = await toldOf(deps, 'issue-still');
    expect(more).toEqual([]);
    expect(alert!.says).toMatch(/^Issue 1 has been stuck for half an hour: 1 of its batches/);
  });

  it('and nothing reported by Resend for an hour: staff are told once', async () => {
    const deps = await open();
    await addReaders(deps, 3);
    const { id } = await planRelease(deps);
    await deliverIssue(deps, id);
    deps.clock.advance(59 * MINUTE_MS);
    await alertOnMissingEvents(deps, { at: deps.now() });
    expect(await toldOf(deps, 'webhook-silent')).toEqual([]);
    deps.clock.advance(2 * MINUTE_MS);
    for (const _ of [1, 2]) await alertOnMissingEvents(deps, { at: deps.now() });
    expect(await toldOf(deps, 'webhook-silent')).toHaveLength(1);
    await shiftDatabaseClock(deps.db, '2 hours');
    await alertOnStalledIssues(deps, { at: deps.now() });
    expect(await toldOf(deps, 'issue-still')).toEqual([]);
  });

  it('and reported on by Resend: nobody is told anything', async () => {
    const deps = await open();
    await addReaders(deps, 3);
    const { id } = await planRelease(deps);
    await deliverIssue(deps, id);
    const event = {
      svix_id: 'msg_1',
      type: 'email.sent',
      resend_id: 'r1',
      outcome: 'kept',
    } as const;
    const received_at = deps.now();
    await deps.db
      .insertInto('provider_events')
      .values({ ...event, at: received_at, received_at })
      .execute();
    deps.clock.advance(2 * HOUR_MS);
    await alertOnMissingEvents(deps, { at: deps.now() });
    expect(await toldOf(deps, 'webhook-silent')).toEqual([]);
  });
});
