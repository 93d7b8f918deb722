import { beforeEach, describe, expect, it } from 'vitest';
import { latestSlot } from '../../jobs/latest-slot';
import { runDueJobs } from '../../jobs/run-job';
import { sendDueJob } from '../../jobs/send-due';
import { getIssue } from '../../src/issues/find';
import { startBackgroundWork } from '../../src/node/background-work';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, releaseDraft } from '../helpers/fixtures/week';
import { silent } from '../helpers/silent-log';
import { makeCountedJob } from './counted-job';

const MONDAY_AT_SIX = '2026-11-23T06:00:00.000Z';
const db = await cloneDatabase();
const deps = await makeDeps(db);

beforeEach(async () => {
  await shiftDatabaseClock(db, '0 s');
  await db.deleteFrom('job_slots').execute();
});

describe('the latest slot', () => {
  it.each([
    ['0 6 * * 1', '2026-11-23T06:00:00.000Z', '2026-11-23T06:00:00.000Z'],
    ['0 6 * * 1', '2026-11-23T05:59:59.999Z', '2026-11-16T06:00:00.000Z'],
    ['0 6 * * 1', '2026-11-29T23:00:00.000Z', '2026-11-23T06:00:00.000Z'],
    ['* * * * *', '2026-11-23T06:00:00.000Z', '2026-11-23T06:00:00.000Z'],
    ['* * * * *', '2026-11-23T06:00:59.999Z', '2026-11-23T06:00:00.000Z'],
    ['*/15 * * * *', '2026-11-23T06:14:00.000Z', '2026-11-23T06:00:00.000Z'],
  ])('of "%s" at %s is %s', (cron, at, slot) => {
    expect(latestSlot(cron, new Date(at)).toISOString()).toBe(slot);
  });

  it('is counted in UTC also where the clocks change', () => {
    const inBerlinsDoubledHour = new Date('2026-10-25T01:30:00Z');
    const slot = latestSlot('0 1 * * *', inBerlinsDoubledHour);
    expect(slot.toISOString()).toBe('2026-10-25T01:00:00.000Z');
  });
});

describe('each minute', () => {
  it('a slot that is due runs once with its own moment, however often anybody looks', async () => {
    const { job, runs } = makeCountedJob('weekly');
    for (const seconds of ['00', '10', '59'])
      await runDueJobs(deps, [job], new Date(`2026-11-23T06:00:${seconds}Z`));
    expect(runs).toEqual([MONDAY_AT_SIX]);
  });

  it('a slot that nobody ran is made up within 24 hours', async () => {
    const { job, runs } = makeCountedJob('weekly');
    await runDueJobs(deps, [job], new Date('2026-11-24T06:00:00Z'));
    expect(runs).toEqual([MONDAY_AT_SIX]);
  });

  it('a slot that nobody ran for more than 24 hours is left alone', async () => {
    const { job, runs } = makeCountedJob('weekly');
    await runDueJobs(deps, [job], new Date('2026-11-24T06:01:00Z'));
    expect(runs).toEqual([]);
    expect(await db.selectFrom('job_slots').selectAll().execute()).toEqual([]);
  });

  it('of many missed slots only the latest is made up', async () => {
    const { job, runs } = makeCountedJob('minutely', { cron: '* * * * *' });
    await runDueJobs(deps, [job], new Date('2026-11-23T05:00:10Z'));
    await runDueJobs(deps, [job], new Date('2026-11-23T06:00:10Z'));
    expect(runs).toEqual(['2026-11-23T05:00:00.000Z', MONDAY_AT_SIX]);
  });

  it('a slot that failed is taken again once its wait is over', async () => {
    const work = async (run: number) => {
      if (run === 1) throw new Error('not yet');
    };
    const { job, runs } = makeCountedJob('weekly', { work });
    await runDueJobs(deps, [job], new Date('2026-11-23T06:00:10Z'));
    await shiftDatabaseClock(db, '61 seconds');
    await runDueJobs(deps, [job], new Date('2026-11-23T06:01:10Z'));
    await runDueJobs(deps, [job], new Date('2026-11-23T06:02:10Z'));
    expect(runs).toEqual([MONDAY_AT_SIX, MONDAY_AT_SIX]);
  });

  it('a job that fails does not keep the next one from running', async () => {
    const work = () => Promise.reject(new Error('never'));
    const failing = makeCountedJob('failing', { work });
    const sound = makeCountedJob('sound');
    await runDueJobs(deps, [failing.job, sound.job], new Date('2026-11-23T06:00:10Z'));
    expect(sound.runs).toEqual([MONDAY_AT_SIX]);
  });

  it('a job that hangs delays no send', async () => {
    const sending = await makeDeps(await cloneDatabase());
    await addReaders(sending, 3);
    const { number } = await releaseDraft(sending);
    sending.clock.advance(2 * HOUR_MS);
    const hanging = makeHangingJob();
    const running = runDueJobs(sending, [hanging.job, sendDueJob], sending.now());
    await expect.poll(async () => (await getIssue(sending.db, number)).state).toBe('sent');
    hanging.letGo();
    await running;
  });

  it('a job that hangs delays no other job, and is not started a second time', async () => {
    const work = startBackgroundWork(silent);
    const hanging = makeHangingJob();
    const sound = makeCountedJob('sound', { cron: '* * * * *' });
    for (const minute of [0, 1, 2]) {
      const at = new Date(Date.parse(MONDAY_AT_SIX) + minute * 60_000);
      await runDueJobs(deps, [hanging.job, sound.job], at, work.begin);
      await expect.poll(() => sound.runs).toHaveLength(minute + 1);
    }
    expect(hanging.runs).toEqual([MONDAY_AT_SIX]);
    hanging.letGo();
    await work.stop();
  });
});

function makeHangingJob() {
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  return { ...makeCountedJob('hanging', { cron: '* * * * *', work: () => promise }), letGo };
}
