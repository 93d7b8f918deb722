import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { runJob } from '../../jobs/run-job';
import { sweepJob } from '../../jobs/sweep';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { makeCountedJob } from './counted-job';

const slotAt = new Date('2026-11-23T06:00:00Z');
const db = await cloneDatabase();
const lines: Record<string, unknown>[] = [];
const write = (level: string) => (fields: Record<string, unknown>, msg: string) =>
  void lines.push({ level, ...fields, msg });
const log = { info: write('info'), warn: write('warn'), error: write('error') };
const deps = await makeDeps(db, { log });

const readSlots = () =>
  db.selectFrom('job_slots').select(['job', 'slot_at', 'state', 'attempts']).execute();

beforeEach(async () => {
  lines.length = 0;
  await shiftDatabaseClock(db, '0 s');
  await db.deleteFrom('job_slots').execute();
});

describe('a slot', () => {
  it('is run once although ten runners want it at the same moment', async () => {
    const { job, runs } = makeCountedJob('once', { work: () => sleep(50) });
    await Promise.all(Array.from({ length: 10 }, () => runJob(deps, job, slotAt)));
    expect(runs).toEqual([slotAt.toISOString()]);
    expect(await readSlots()).toEqual([
      { job: 'once', slot_at: slotAt, state: 'done', attempts: 1 },
    ]);
  });

  it('that is done never runs again, however late it is asked for', async () => {
    const { job, runs } = makeCountedJob('done');
    await runJob(deps, job, slotAt);
    await shiftDatabaseClock(db, '23 hours');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(1);
  });

  it('of another job, or of another moment, is a slot of its own', async () => {
    const first = makeCountedJob('first');
    const second = makeCountedJob('second');
    await runJob(deps, first.job, slotAt);
    await runJob(deps, first.job, new Date('2026-11-30T06:00:00Z'));
    await runJob(deps, second.job, slotAt);
    expect(first.runs).toEqual(['2026-11-23T06:00:00.000Z', '2026-11-30T06:00:00.000Z']);
    expect(second.runs).toHaveLength(1);
  });

  it('that failed waits a minute, then is taken again and done', async () => {
    const { job, runs } = makeCountedJob('failing', { work: failUntil(2) });
    await runJob(deps, job, slotAt);
    expect(await readSlots()).toMatchObject([{ state: 'failed', attempts: 1 }]);
    await shiftDatabaseClock(db, '59 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(1);
    await shiftDatabaseClock(db, '61 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(2);
    expect(await readSlots()).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('that failed twice waits two minutes', async () => {
    const { job, runs } = makeCountedJob('failing', { work: failUntil(3) });
    await runJob(deps, job, slotAt);
    await shiftDatabaseClock(db, '61 seconds');
    await runJob(deps, job, slotAt);
    await shiftDatabaseClock(db, '179 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(2);
    await shiftDatabaseClock(db, '183 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(3);
  });

  it('whose holder died is taken over after its lease of ten minutes, and not before', async () => {
    const holder = holdForever();
    const { job, runs } = makeCountedJob('held', { work: holder.work });
    const dead = runJob(deps, job, slotAt);
    await holder.begun;
    await shiftDatabaseClock(db, '9 minutes 50 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(1);
    await shiftDatabaseClock(db, '10 minutes 10 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(2);
    holder.letGo();
    await dead;
    expect(await readSlots()).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('that exceeds its job’s time limit has failed, and is taken again a minute later', async () => {
    const holder = holdForever();
    const { job, runs } = makeCountedJob('hanging', { withinMs: 50, work: holder.work });
    await runJob(deps, job, slotAt);
    expect(await readSlots()).toMatchObject([{ state: 'failed', attempts: 1 }]);
    expect(lines).toMatchObject([
      { level: 'error', says: 'It was still running after 0.05 seconds.' },
    ]);
    await shiftDatabaseClock(db, '61 seconds');
    await runJob(deps, job, slotAt);
    expect(runs).toHaveLength(2);
    holder.fail();
    await setImmediate();
    expect(await readSlots()).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('is not marked by a holder that fails after it was taken over', async () => {
    const holder = holdForever();
    const { job } = makeCountedJob('held', { work: holder.work });
    const late = runJob(deps, job, slotAt);
    await holder.begun;
    await shiftDatabaseClock(db, '10 minutes 10 seconds');
    await runJob(deps, job, slotAt);
    holder.fail();
    await late;
    expect(await readSlots()).toMatchObject([{ state: 'done', attempts: 2 }]);
  });

  it('is forgotten by the sweep three days later, when nobody can make it up any more', async () => {
    const { job } = makeCountedJob('old');
    await runJob(deps, job, slotAt);
    await sweepJob.run(deps, new Date('2026-11-26T05:59:00Z'));
    expect(await readSlots()).toHaveLength(1);
    await sweepJob.run(deps, new Date('2026-11-26T06:01:00Z'));
    expect(await readSlots()).toEqual([]);
  });
});

describe('the log line of a job', () => {
  it('holds its name, its slot, how long it took and what it did', async () => {
    const { job } = makeCountedJob('told', { work: async () => deps.clock.advance(1_500) });
    await runJob(deps, job, slotAt);
    expect(lines).toEqual([
      {
        level: 'info',
        event: 'job',
        job: 'told',
        slot_at: '2026-11-23T06:00:00.000Z',
        ms: 1_500,
        says: 'It ran.',
        msg: 'a job ran',
      },
    ]);
  });

  it('of a failure names the attempt, and repeats nothing that the error said', async () => {
    const { job } = makeCountedJob('failing', { work: failUntil(2) });
    await runJob(deps, job, slotAt);
    expect(lines).toMatchObject([
      { level: 'error', job: 'failing', slot_at: '2026-11-23T06:00:00.000Z', attempts: 1 },
    ]);
    expect(JSON.stringify(lines)).not.toContain('reader1@example.com');
  });

  it('is not written for a slot that somebody else has done', async () => {
    const { job } = makeCountedJob('once');
    await runJob(deps, job, slotAt);
    lines.length = 0;
    await runJob(deps, job, slotAt);
    expect(lines).toEqual([]);
  });
});

function failUntil(run: number): (nth: number) => Promise<void> {
  return async (nth) => {
    if (nth < run) throw new Error('it failed for reader1@example.com');
  };
}

/** The first run waits until it is released or made to fail; later runs end at once. */
function holdForever() {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const work = async (nth: number) => {
    begun.resolve();
    if (nth === 1) await end.promise;
  };
  const fail = () => end.reject(new Error('too late'));
  return { begun: begun.promise, work, letGo: end.resolve, fail };
}
