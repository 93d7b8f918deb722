import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readMoment } from '../../src/cli/times';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue, listHistory } from '../../src/issues/find';
import { setSetting } from '../../src/platform/settings/settings';
import { nextWeeklyHour } from '../../src/selection/weekly-hour';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { brake } from '../../src/sending/hold-back';
import { release } from '../../src/sending/release';
import { resumeIssue } from '../../src/sending/resume';
import { sendDue } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { Clock, makeDeps, type TestDeps } from '../helpers/deps';
import { openFurtherIssues } from '../helpers/fixtures/further-issues';
import { addReaders, openDraft, planRelease } from '../helpers/fixtures/week';

const MINUTE_MS = 60_000;
const OFF_MS = 5 * MINUTE_MS;

/** A sender whose machine's clock is this much fast or slow. */
const withClockOff = (deps: TestDeps, offMs: number): TestDeps => ({
  ...deps,
  now: () => new Date(deps.now().getTime() + offMs),
});

describe('senders whose clocks are five minutes fast and slow', () => {
  it('send an issue together, and every reader gets it once', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db);
    await addReaders(deps, 650);
    const issue = await planRelease(deps);
    await Promise.all(
      [OFF_MS, -OFF_MS].map((offMs) => deliverIssue(withClockOff(deps, offMs), issue.id)),
    );
    expect(await readAudienceByState(db, issue.id)).toMatchObject({ total: 650, accepted: 650 });
    expect(deps.emulator.ledger()).toMatchObject({ accepted: 650, distinct_recipients: 650 });
    expect((await getIssue(db, issue.number)).state).toBe('sent');
  });

  it.each([
    ['fast', OFF_MS],
    ['slow', -OFF_MS],
  ])(
    'leave a lease and a key alone while they are still valid, even if a clock is %s',
    async (_, offMs) => {
      const db = await cloneDatabase();
      const deps = await makeDeps(db);
      await addReaders(deps, 3);
      const issue = await planRelease(deps);
      let calls = 0;
      deps.mailer.submitBatch = async () => {
        calls += 1;
        return { kind: 'unknown', detail: 'lost' };
      };
      const stop = new AbortController();
      const first = deliverIssue(deps, issue.id, { signal: stop.signal });
      await expect.poll(() => calls).toBe(1);
      stop.abort();
      await first;
      await sql`update batches set lease_until = database_now() + interval '50 s'`.execute(db);
      await deliverIssue(withClockOff(deps, offMs), issue.id);
      expect(calls).toBe(1);
      await shiftDatabaseClock(db, '22 hours 58 minutes');
      const again = new AbortController();
      const second = deliverIssue(withClockOff(deps, offMs), issue.id, { signal: again.signal });
      await expect.poll(() => calls).toBe(2);
      again.abort();
      await second;
      expect(await readAudienceByState(db, issue.id)).toMatchObject({ waiting: 3, unknown: 0 });
    },
  );

  it.each([
    ['fast', OFF_MS],
    ['slow', -OFF_MS],
  ])(
    'make the brake count from the moment of resuming, even if a clock is %s',
    async (_, offMs) => {
      const db = await cloneDatabase();
      const deps = await makeDeps(db);
      const off = withClockOff(deps, offMs);
      await addReaders(deps, 500);
      const further = await openFurtherIssues(deps);
      const { id: issueId, number } = await further.plan(deps.now());
      const bounce = (where: ReturnType<typeof sql>) =>
        sql`update deliveries set bounced_at = ${deps.now()}, bounce_type = 'Permanent' where id in (
        select id from deliveries where issue_id = ${issueId} and state = 'accepted' and ${where}
        limit 20)`.execute(db);
      const state = async () => (await getIssue(db, number)).state;
      await holdAfter(off, { issueId, batches: 2 });
      await bounce(sql`true`);
      expect(await brake(off, issueId)).toBe(true);
      await resumeIssue(deps, { issueId, actor: 'Edda', at: deps.now() });
      expect(await brake(off, issueId)).toBe(false);
      await holdAfter(off, { issueId, batches: 2 });
      expect(await state()).toBe('sending');
      await bounce(sql`bounced_at is null and id > (select max(id) - 200 from deliveries)`);
      expect(await brake(off, issueId)).toBe(true);
    },
  );
});

/** Lets this many batches of an issue go. */
async function holdAfter(
  deps: TestDeps,
  { issueId, batches }: { issueId: number; batches: number },
): Promise<void> {
  const stop = new AbortController();
  let submitted = 0;
  const submitBatch: TestDeps['mailer']['submitBatch'] = async (batch) => {
    submitted += 1;
    if (submitted === batches) stop.abort();
    return deps.mailer.submitBatch(batch);
  };
  const mailer = { ...deps.mailer, submitBatch };
  await deliverIssue({ ...deps, mailer }, issueId, { signal: stop.signal, concurrency: 1 });
}

describe('daylight saving on the send hour', () => {
  it.each([
    ['that the clocks skip', 'sunday 02:30', '2027-03-26T12:00:00Z', '2027-03-28T01:30:00.000Z'],
    ['that comes twice', 'sunday 02:30', '2026-10-23T12:00:00Z', '2026-10-25T00:30:00.000Z'],
  ])(
    'an issue due at an hour %s goes out once, although somebody looks every minute of the night',
    async (_, weeklyHour, now, hour) => {
      const db = await cloneDatabase();
      const deps = await makeDeps(db);
      Object.assign(deps, { now: new Clock(now).now });
      const timeZone = 'Europe/Berlin';
      await setSetting(db, { name: 'time-zone', value: timeZone, at: deps.now() });
      await addReaders(deps, 3);
      const { number } = await openDraft(deps);
      const sendAt = nextWeeklyHour({ weeklyHour, timeZone, after: deps.now() });
      expect(sendAt.toISOString()).toBe(hour);
      expect(readMoment(`${hour.slice(0, 10)}T02:30`, timeZone, deps.now())).toEqual(sendAt);
      await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
      const says: string[] = [];
      for (let minutes = -70; minutes <= 130; minutes += 10) {
        const at = new Date(sendAt.getTime() + minutes * MINUTE_MS);
        Object.assign(deps, { now: () => at });
        const said = await sendDue(deps, at);
        if (said !== 'Nothing was due.') says.push(`${minutes}: ${said}`);
      }
      expect(says).toEqual([`0: Issue ${number} goes to 3 readers.`]);
      const { id } = await getIssue(db, number);
      const moves = (await listHistory(db, id)).map(({ to_state }) => to_state);
      expect(moves).toEqual(['draft', 'released', 'sending', 'sent']);
      expect(deps.emulator.ledger()).toMatchObject({ accepted: 3, distinct_recipients: 3 });
    },
  );
});
