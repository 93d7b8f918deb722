import { beforeEach, describe, expect, it } from 'vitest';
import { openWeekJob } from '../../jobs/open-week';
import { runDueJobs } from '../../jobs/run-job';
import { getIssue } from '../../src/issues/find';
import { type Alert, listAlerts } from '../../src/platform/alerts';
import { setSetting } from '../../src/platform/settings/settings';
import { listWeeksWithoutIssue } from '../../src/selection/weeks-without-issue';
import { cancelIssue } from '../../src/sending/cancel';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { runCommand } from '../helpers/processes/program';
import { addComparison } from './catalog-rows';
import { emptyTables } from './empty-tables';

const db = await cloneDatabase();
const deps = await makeDeps(db);

beforeEach(async () => {
  await emptyTables(db);
  for (const table of ['weeks_without_issue', 'alerts', 'job_slots', 'settings'] as const)
    await db.deleteFrom(table).execute();
  await madeAt('2026-11-22T00:00Z');
});

const madeAt = (at: string) =>
  db
    .updateTable('installation')
    .set({ made_at: new Date(at) })
    .execute();
const look = (at: string, on = deps) => runDueJobs(on, [openWeekJob], new Date(at));

/** The service runs from one moment to another. */
async function serve(from: string, to: string, everyMs = 3 * HOUR_MS): Promise<void> {
  for (let at = Date.parse(from); at <= Date.parse(to); at += everyMs)
    await look(new Date(at).toISOString());
}

async function setRhythm(weeklyHour: string, timeZone: string): Promise<void> {
  const at = deps.now();
  await setSetting(db, { name: 'weekly-hour', value: weeklyHour, at });
  await setSetting(db, { name: 'time-zone', value: timeZone, at });
}

async function addComparisons(count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await addComparison(db, [`First${n}`, `Second${n}`]);
}

async function listOpened(): Promise<string[]> {
  const rows = await db.selectFrom('issues').select('week').orderBy('week').execute();
  return rows.map((row) => row.week);
}

const alerts = async (): Promise<Alert[]> =>
  (await listAlerts(db, { limit: 50 })).filter(({ kind }) => kind === 'week-without-issue');

describe('each week is opened by itself', () => {
  it.each([
    ['monday 08:00', 'Europe/Berlin', '2027-03-15T23:00Z'],
    ['sunday 02:30', 'Europe/Berlin', '2026-10-11T22:00Z'],
    ['sunday 00:00', 'America/Havana', '2027-03-01T05:00Z'],
  ])('also where the clocks change: %s in %s', async (weeklyHour, timeZone, from) => {
    await madeAt(from);
    await setRhythm(weeklyHour, timeZone);
    await setSetting(db, { name: 'entries-an-issue', value: '1', at: deps.now() });
    await addComparisons(6);
    const to = new Date(Date.parse(from) + 3 * 7 * 24 * HOUR_MS).toISOString();
    await serve(from, to, 12 * HOUR_MS);
    const weeks = await listOpened();
    expect(weeks.length).toBeGreaterThanOrEqual(3);
    const daysApart = weeks.map(
      (week) => (Date.parse(week) - Date.parse(weeks[0]!)) / (24 * HOUR_MS),
    );
    expect(daysApart).toEqual(weeks.map((_, nth) => 7 * nth));
    expect(await alerts()).toEqual([]);
  });

  it('27 hours before its hour, and not before', async () => {
    await addComparisons(2);
    await look('2026-11-23T05:59Z');
    expect(await listOpened()).toEqual([]);
    await look('2026-11-23T06:00Z');
    expect(await listOpened()).toEqual(['2026-11-23']);
  });

  it('at the first start, two hours before its hour', async () => {
    await madeAt('2026-11-24T07:00Z');
    await addComparisons(2);
    await look('2026-11-24T07:00:20Z');
    expect(await getIssue(db, 1)).toMatchObject({
      week: '2026-11-23',
      proposed_at: new Date('2026-11-24T09:00Z'),
    });
  });

  it('a quarter of an hour after the first comparison came, while there is time', async () => {
    await look('2026-11-23T06:00Z');
    await addComparisons(2);
    await look('2026-11-23T06:14Z');
    expect(await listOpened()).toEqual([]);
    await look('2026-11-23T06:15Z');
    expect(await listOpened()).toEqual(['2026-11-23']);
    expect(await listWeeksWithoutIssue(db, { limit: 9 })).toEqual([]);
  });

  it('not a second time if somebody cancelled its draft', async () => {
    await addComparisons(9);
    await look('2026-11-23T06:00Z');
    const at = new Date('2026-11-23T07:00Z');
    await cancelIssue(db, { issueId: (await getIssue(db, 1)).id, actor: 'Edda', at });
    await serve('2026-11-23T07:00Z', '2026-11-24T10:00Z');
    expect(await listOpened()).toEqual(['2026-11-23']);
    expect(await alerts()).toEqual([]);
  });

  it('while a person who asks for the next week gets it at once', async () => {
    await addComparisons(2);
    await openWeekJob.run(deps, new Date('2026-11-27T12:00Z'));
    expect(await listOpened()).toEqual(['2026-11-30']);
  });
});

describe('of a week with nothing to pick', () => {
  it('staff are told once, with what to do and until when', async () => {
    await serve('2026-11-23T06:00Z', '2026-11-24T12:00Z');
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ at: new Date('2026-11-23T06:00Z') });
    expect(alert!.says).toBe(
      'There is no issue for the week of 2026-11-23: there are no comparisons left to pick. Import comparisons ' +
        'before its hour, 2026-11-24 09:00 UTC: the draft then follows within a quarter of an hour.',
    );
  });

  it('the list of issues has a line, with the reason', async () => {
    await look('2026-11-23T06:00Z');
    const { out } = await runCommand(deps, 'issue', 'list');
    expect(out).toContain('no issue   There is no issue for the week of 2026-11-23: there are no');
    const { out: json } = await runCommand(deps, 'issue', 'list', '--json');
    expect(JSON.parse(json)).toMatchObject({
      issues: [],
      weeks_without_issue: [{ week: '2026-11-23' }],
    });
  });

  it('an installation at most an hour old is told only if time is running out', async () => {
    await madeAt('2026-11-24T08:10Z');
    await serve('2026-11-24T08:15Z', '2026-11-24T08:30Z', 15 * 60_000);
    expect(await alerts()).toEqual([]);
    await look('2026-11-24T08:45Z');
    expect(await alerts()).toHaveLength(1);
    await madeAt('2026-12-01T05:00Z');
    await look('2026-12-01T05:45Z');
    expect(await alerts()).toHaveLength(1);
    await look('2026-12-01T06:00Z');
    expect(await alerts()).toHaveLength(2);
  });
});

describe('of a week whose hour passed while nothing ran', () => {
  it('staff are told once when something runs again, and how its draft can still be made', async () => {
    await madeAt('2026-11-01T00:00Z');
    await addComparisons(4);
    await serve('2026-11-25T08:00Z', '2026-11-25T12:00Z');
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert!.says).toMatch(
      /^There is no issue for the weeks of 2026-11-02, .* and 2026-11-23: /,
    );
    const [, moment] = alert!.says.match(/`verdicts job open-week --at (.*)`/)!;
    await openWeekJob.run(deps, new Date(moment!));
    expect(await listOpened()).toEqual(['2026-11-23']);
    const weeks = await listWeeksWithoutIssue(db, { limit: 9 });
    expect(weeks.map(({ week }) => week)).toEqual(['2026-11-16', '2026-11-09', '2026-11-02']);
  });

  it('machines that start at the same moment report it once', async () => {
    await madeAt('2026-11-01T00:00Z');
    await Promise.all(
      [1, 2, 3].map(() => openWeekJob.runSlot!(deps, new Date('2026-11-25T08:00Z'))),
    );
    expect(await alerts()).toHaveLength(1);
  });

  it('nobody is told of weeks before the installation was made', async () => {
    await madeAt('2026-11-24T09:00Z');
    await look('2026-11-25T08:00Z');
    expect(await alerts()).toEqual([]);
  });
});
