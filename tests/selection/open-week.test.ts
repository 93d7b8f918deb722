import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { listEntries, setEntries } from '../../src/issues/entries';
import { getIssue, listHistory } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import { type Database, openDatabase } from '../../src/platform/database';
import { readSettings, type Settings } from '../../src/platform/settings/settings';
import { listPicks as listPicksOf } from '../../src/selection/list-picks';
import { openWeek } from '../../src/selection/open-week';
import { cloneDatabaseUrl } from '../helpers/database';
import { bundleScript } from '../helpers/processes/script';
import { silent } from '../helpers/silent-log';
import { addComparison, addSentIssue } from './catalog-rows';
import { emptyTables } from './empty-tables';

const url = await cloneDatabaseUrl();
const [db, otherMachine] = [openPool(), openPool()];
beforeEach(() => emptyTables(db));

const MONDAY = new Date('2026-11-23T06:00:00Z');
const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const nextMonday = (weeks: number) => new Date(MONDAY.getTime() + weeks * WEEK_MS);

function openPool(): Database {
  const pool = openDatabase(url, { max: 5, log: silent });
  afterAll(() => pool.destroy());
  return pool;
}

async function open(
  at = MONDAY,
  { on = db, ...changed }: Partial<Settings> & { on?: Database } = {},
) {
  const settings = { ...(await readSettings(db)), ...changed };
  return openWeek(on, { settings, actor: 'open-week', at });
}

/** Comparisons of two tools each that stand nowhere else, the first the best. */
async function addComparisons(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const published_on = new Date(Date.UTC(2026, 10, 22 - n)).toISOString().slice(0, 10);
    ids.push(await addComparison(db, [`First${n}`, `Second${n}`], { published_on }));
  }
  return ids;
}

const entriesOf = async (number: number) =>
  (await listEntries(db, (await getIssue(db, number)).id)).map((entry) => entry.slug);

function listPicks() {
  return db.selectFrom('picks').selectAll().orderBy('issue_id').orderBy('rank').execute();
}

describe('opening a week', () => {
  it('makes the draft of the week in which the next weekly hour lies', async () => {
    await addComparisons(7);
    const berlin = { 'time-zone': 'Europe/Berlin', 'weekly-hour': 'tuesday 09:00' };
    expect(await open(MONDAY, berlin)).toEqual({
      outcome: 'opened',
      number: 1,
      says:
        'Issue 1 is a draft for the week of 2026-11-23. ' +
        'All 5 places are filled, from 7 candidates.',
    });
    expect(await getIssue(db, 1)).toMatchObject({
      week: '2026-11-23',
      state: 'draft',
      subject: 'First0 or Second0? And 4 more verdicts',
      intro: '',
      proposed_at: new Date('2026-11-24T08:00:00Z'),
      send_at: null,
    });
    expect(await entriesOf(1)).toEqual([0, 1, 2, 3, 4].map((n) => `first${n}-vs-second${n}`));
  });

  it('opens the week after once the weekly hour is past', async () => {
    await addComparisons(1);
    await open(new Date('2026-11-24T09:00:00Z'));
    expect(await getIssue(db, 1)).toMatchObject({ week: '2026-11-30' });
  });

  it('keeps every pick and near miss with its place, points and reason', async () => {
    const ids = await addComparisons(7);
    await open();
    const picks = await listPicks();
    expect(picks.map((pick) => [pick.rank, pick.picked, pick.comparison_id])).toEqual(
      ids.map((id, n) => [n + 1, n < 5, id]),
    );
    expect(picks[0]!.reason).toMatch(
      new RegExp(`^Picked 1st with ${picks[0]!.score} points: published yesterday `),
    );
    expect(picks[5]!.reason).toMatch(
      new RegExp(`^Left out: ${picks[5]!.score} points, as many as pick 5, which is newer; `),
    );
  });

  it('writes into the history who opened it and from how many candidates', async () => {
    await addComparisons(6);
    await open();
    const [first, ...more] = await listHistory(db, (await getIssue(db, 1)).id);
    expect(first).toEqual({
      at: MONDAY,
      actor: 'open-week',
      from_state: null,
      to_state: 'draft',
      reason: 'All 5 places are filled, from 6 candidates.',
    });
    expect(more).toEqual([]);
  });

  it('says so if candidates are too few, and makes the issue shorter', async () => {
    await addComparisons(2);
    const { outcome, says } = await open();
    const shorter =
      'Only 2 of 5 places could be filled from 2 candidates, so the issue is shorter.';
    expect([outcome, says]).toEqual([
      'opened',
      `Issue 1 is a draft for the week of 2026-11-23. ${shorter}`,
    ]);
    expect(await entriesOf(1)).toHaveLength(2);
    expect((await listHistory(db, (await getIssue(db, 1)).id))[0]!.reason).toBe(shorter);
  });

  it('makes no issue if there is nothing to pick, and says so', async () => {
    expect(await open()).toEqual({
      outcome: 'nothing to pick',
      number: null,
      says: 'There is no issue for the week of 2026-11-23: there are no comparisons left to pick.',
    });
    expect(await db.selectFrom('issues').selectAll().execute()).toEqual([]);
  });

  it('counts the day of publication in the newsletter’s time zone', async () => {
    await addComparison(db, ['Zed', 'Helix'], { published_on: '2026-11-23' });
    const evening = new Date('2026-11-23T19:00:00Z');
    await open(evening, { 'time-zone': 'Asia/Kolkata' });
    const { id } = await getIssue(db, 1);
    expect((await listPicksOf(db, id))[0]!.reason).toContain('published yesterday');
  });
});

describe('a week is opened exactly once', () => {
  it('and running it again says that it already exists', async () => {
    await addComparisons(12);
    await open();
    expect(await open(new Date('2026-11-23T06:05:00Z'))).toEqual({
      outcome: 'already open',
      number: 1,
      says: 'The week of 2026-11-23 already has its issue: number 1.',
    });
    expect(await listPicks()).toHaveLength(12);
  });

  it('even where nothing is left to pick the second time', async () => {
    await addComparisons(1);
    await open();
    expect(await open()).toMatchObject({ outcome: 'already open', number: 1 });
  });

  it('even where its issue was cancelled', async () => {
    await addComparisons(1);
    await open();
    const { id } = await getIssue(db, 1);
    await moveIssue(db, { issueId: id, to: 'cancelled', actor: 'an editor', at: MONDAY });
    expect(await open()).toMatchObject({ outcome: 'already open', number: 1 });
  });

  it('on two machines at the same moment', async () => {
    await addComparisons(12);
    const machines = [db, otherMachine, db, otherMachine, db, otherMachine];
    const opened = await Promise.all(machines.map((on) => open(MONDAY, { on })));
    expect(opened.map((each) => each.outcome).sort()).toEqual([
      ...Array(5).fill('already open'),
      'opened',
    ]);
    expect(opened.map((each) => each.number)).toEqual(Array(6).fill(1));
    expect(await entriesOf(1)).toHaveLength(5);
    expect(await listPicks()).toHaveLength(12);
  });

  it('and two weeks at the same moment get different numbers and different comparisons', async () => {
    await addComparisons(12);
    await Promise.all([
      open(MONDAY, { 'rest-issues': 0 }),
      open(nextMonday(1), { on: otherMachine, 'rest-issues': 0 }),
    ]);
    const all = [...(await entriesOf(1)), ...(await entriesOf(2))];
    expect(new Set(all).size).toBe(10);
  });

  it('after a machine was killed with its work all but done', async () => {
    await addComparisons(6);
    const script = await bundleScript(join(import.meta.dirname, 'dying-machine.ts'));
    const machine = spawn(process.execPath, [script, url, MONDAY.toISOString()]);
    const [said] = await once(machine.stdout, 'data');
    expect(`${said}`).toMatch(/^Issue 1 is a draft for the week of 2026-11-23/);
    const waiting = open();
    machine.kill('SIGKILL');
    expect(await waiting).toMatchObject({ outcome: 'opened', number: 1 });
    expect(await entriesOf(1)).toHaveLength(5);
    expect(await listPicks()).toHaveLength(6);
  });

  it('while everyone else goes on working on other issues', async () => {
    const [stood] = await addComparisons(7);
    const id = await addSentIssue(db, { number: 1, week: '2026-11-16', comparisonIds: [stood!] });
    await db.transaction().execute(async (tx) => {
      await open(MONDAY, { on: tx });
      await otherMachine.transaction().execute(async (other) => {
        await sql`set local lock_timeout = '2s'`.execute(other);
        await other.updateTable('issues').set({ subject: 'New' }).where('id', '=', id).execute();
      });
    });
    expect(await getIssue(db, 1)).toMatchObject({ subject: 'New' });
    expect(await getIssue(db, 2)).toMatchObject({ state: 'draft' });
  });
});

describe('week after week', () => {
  it('a comparison is never used twice', async () => {
    await addComparisons(12);
    const seen: string[] = [];
    for (const week of [0, 1, 2]) {
      const { number } = await open(nextMonday(week));
      seen.push(...(await entriesOf(number!)));
    }
    expect(seen).toHaveLength(12);
    expect(new Set(seen).size).toBe(12);
    expect(await open(nextMonday(3))).toMatchObject({ outcome: 'nothing to pick' });
  });

  it('what an editor took out of a draft may come in a later week', async () => {
    await addComparisons(2);
    await open();
    await setEntries(db, { number: 1, slugs: ['first1-vs-second1'] });
    await open(nextMonday(1));
    expect(await entriesOf(2)).toEqual(['first0-vs-second0']);
  });

  it('a featured tool rests for as many issues as the setting says, then returns', async () => {
    await addComparison(db, ['Zed', 'Helix']);
    await open(MONDAY, { 'rest-issues': 2 });
    await addComparison(db, ['Zed', 'Aider']);
    const others = ['A', 'B', 'C'].map((name) => [`${name}1`, `${name}2`] as [string, string]);
    for (const [week, pair] of others.entries()) {
      await addComparison(db, pair, { published_on: '2026-11-01' });
      const { number } = await open(nextMonday(week + 1), { 'rest-issues': 2 });
      const zed = (await entriesOf(number!)).includes('zed-vs-aider');
      expect([week, zed]).toEqual([week, week === 2]);
    }
  });

  it('a pinned comparison comes first and need not wait for its tools', async () => {
    await addComparison(db, ['Zed', 'Helix']);
    await open();
    await addComparison(db, ['Zed', 'Aider'], { pinned: true, published_on: '2026-01-01' });
    await addComparisons(3);
    await open(nextMonday(1));
    expect((await entriesOf(2))[0]).toBe('zed-vs-aider');
    const [first] = (await listPicks()).filter((pick) => pick.rank === 1).slice(-1);
    expect(first!.reason).toMatch(/^Picked 1st because it is pinned, with /);
  });
});
