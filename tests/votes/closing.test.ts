import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { settleVotesJob } from '../../jobs/settle-votes';
import { createApp } from '../../src/app';
import type { Issue } from '../../src/issues/find';
import { type Database, inTransaction } from '../../src/platform/database';
import { planDueIssues } from '../../src/sending/plan';
import { reclassify } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import {
  DAY_MS,
  MINUTE_MS,
  openBallotFixture,
  readBallot,
  readCounts,
  readOwnVotes,
  readResult,
  releaseNext,
} from '../helpers/fixtures/ballot-fixture';
import { PRESS } from '../helpers/fixtures/reader-actions';

const READERS = 40;
const reader = (n: number) => `reader${n}@example.com`;
const readers = Array.from({ length: READERS }, (_, index) => reader(index + 1));

/** An issue whose ballot is open for forty readers. */
async function openFixture() {
  const db = await cloneDatabase();
  const fixture = await openBallotFixture(db, readers);
  return {
    db,
    ...fixture,
    closing: fixture.first,
    /** How many votes count in an issue's ballot as its casts stand now. */
    countNow: async ({ id }: Issue) => {
      const votes = db.selectFrom('ballot_votes').where('issue_id', '=', id).select('cast_id');
      return (await votes.execute()).length;
    },
    /** Until somebody waits for another's lock. */
    somebodyWaits: () =>
      vi.waitUntil(async () => {
        const { rows } = await sql`select from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
        return rows.length > 0;
      }, 5_000),
  };
}

/** Votes and tallies come out the same when all of it is counted anew. */
async function expectRecountToAgree(db: Database, votes = 1): Promise<void> {
  const { counted, recounted } = await readCounts(db);
  expect(counted.votes).toHaveLength(votes);
  expect(recounted).toEqual(counted);
}

describe('the result that a plan freezes', () => {
  it('includes a press from a minute before, but no machine’s burst from then', async () => {
    const { db, deps, clock, closing, countNow, press, plan, scan, settle } = await openFixture();
    await releaseNext(deps);
    clock.advance(HOUR_MS - MINUTE_MS);
    await scan(closing, reader(1));
    await press(closing, reader(2));
    expect(await countNow(closing)).toBe(3);
    clock.advance(MINUTE_MS);
    await plan();
    expect(await readResult(db, closing)).toEqual(['1:0', '0:0']);
    expect(await readBallot(db, closing)).toMatchObject({ voters: 1, counted: 1, held: 2 });
    clock.advance(HOUR_MS);
    await settle();
    expect(await countNow(closing)).toBe(1);
    await expectRecountToAgree(db);
  });

  it('includes what a page recorded by itself between the job’s minute and the plan', async () => {
    const { db, deps, clock, closing, countNow, pathOf, reading, settle } = await openFixture();
    await releaseNext(deps);
    clock.advance(HOUR_MS);
    const minute = clock.now();
    const path = await pathOf(closing, reader(3));
    await reading.look(path);
    clock.advance(20_000);
    expect((await reading.record(path)).status).toBe(200);
    await planDueIssues(db, { actor: 'send-due', at: minute });
    expect(await readResult(db, closing)).toEqual(['1:0', '0:0']);
    clock.advance(HOUR_MS);
    await settle();
    expect(await countNow(closing)).toBe(1);
    await expectRecountToAgree(db);
  });

  it('includes every cast that was not refused, however many race the plan', async () => {
    const { db, deps, clock, closing, countNow, pathOf, plan, reading, settle } =
      await openFixture();
    const next = await releaseNext(deps);
    clock.advance(HOUR_MS);
    const paths = await Promise.all(readers.map((email) => pathOf(closing, email)));
    await Promise.all(paths.map((path) => reading.look(path)));
    clock.advance(10_000);
    const racing = paths.map((path) => reading.pressNow(path));
    await racing[4];
    const classifying = [settle(), reclassify(db, { at: clock.now() })];
    const [planned, ...answers] = await Promise.all([plan(), ...racing, ...classifying]);
    const statuses = answers.slice(0, READERS).map((answer) => (answer as Response).status);
    const taken = statuses.filter((status) => status === 200).length;
    expect(planned).toHaveLength(1);
    expect(statuses.every((status) => [200, 409, 503].includes(status))).toBe(true);
    expect(await readResult(db, closing)).toEqual([`${taken}:0`, '0:0']);
    expect(await readBallot(db, closing)).toMatchObject({ voters: taken, counted: taken });
    expect(await countNow(closing)).toBe(taken);
    expect(Object.keys(await readOwnVotes(db, next))).toHaveLength(taken);
    await expectRecountToAgree(db, taken);
  });
});

describe('a cast and a plan in the same moment', () => {
  it('wait for each other: a cast that came first is in the result', async () => {
    const { db, deps, clock, closing, pathOf, plan, reading, somebodyWaits } = await openFixture();
    const path = await pathOf(closing, reader(1));
    await reading.look(path);
    await releaseNext(deps);
    clock.advance(HOUR_MS);
    let planning: Promise<unknown> | undefined;
    await inTransaction(db, async (tx) => {
      await createApp({ ...deps, db: tx }).request(path, { method: 'POST', headers: PRESS });
      planning = plan();
      await somebodyWaits();
    });
    await planning;
    expect(await readResult(db, closing)).toEqual(['1:0', '0:0']);
  });

  it('wait for each other: a cast that came second is refused and not in the result', async () => {
    const { db, deps, clock, closing, countNow, pathOf, reading, somebodyWaits } =
      await openFixture();
    const path = await pathOf(closing, reader(1));
    await reading.look(path);
    await releaseNext(deps);
    clock.advance(HOUR_MS);
    let pressing: Promise<Response> | undefined;
    await inTransaction(db, async (tx) => {
      await planDueIssues(tx, { actor: 'send-due', at: clock.now() });
      pressing = Promise.resolve(reading.pressNow(path));
      await somebodyWaits();
    });
    expect((await pressing!).status).toBe(409);
    expect(await readResult(db, closing)).toEqual(['0:0', '0:0']);
    expect(await countNow(closing)).toBe(0);
  });
});

describe('a plan that dies halfway', () => {
  it('leaves the ballot open; the next plan closes it', async () => {
    const { db, deps, clock, closing, plan, press } = await openFixture();
    await press(closing, reader(4));
    const next = await releaseNext(deps);
    clock.advance(HOUR_MS);
    const dying = inTransaction(db, async (tx) => {
      await planDueIssues(tx, { actor: 'send-due', at: clock.now() });
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx);
    });
    await expect(dying).rejects.toThrow();
    expect(await readBallot(db, closing)).toMatchObject({ closed_at: null, frozen_at: null });
    expect(await readResult(db, closing)).toEqual([]);
    expect((await press(closing, reader(5), { choice: 'skip' })).status).toBe(200);
    await plan();
    expect(await readResult(db, closing)).toEqual(['1:1', '0:0']);
    expect(await readOwnVotes(db, next)).toEqual({ [reader(4)]: '+.', [reader(5)]: '-.' });
  });
});

describe('a vote while a ballot is locked for long', () => {
  it('is answered within seconds, in words, and neither it nor its page waits', async () => {
    const { db, clock, closing, pathOf, reading } = await openFixture();
    const path = await pathOf(closing, reader(6));
    await reading.look(path);
    await inTransaction(db, async (tx) => {
      await sql`select from ballots where issue_id = ${closing.id} for update`.execute(tx);
      const refused = await reading.pressNow(path);
      expect(refused.status).toBe(503);
      expect(await refused.text()).toContain('Please vote again in a minute');
      expect((await reading.look(path)).status).toBe(200);
    });
    clock.advance(5_000);
    expect((await reading.pressNow(path)).status).toBe(200);
  });
});

describe('a ballot that no plan closes', () => {
  it('closes after 14 days, settles for fifteen minutes and freezes, once on however many machines', async () => {
    const { db, deps, clock, closing, pathOf, press, reading } = await openFixture();
    await press(closing, reader(6));
    const { opened_at } = await readBallot(db, closing);
    const closes = new Date(opened_at.getTime() + 14 * DAY_MS);
    const path = await pathOf(closing, reader(7));
    await reading.look(path);
    clock.advance(closes.getTime() - 1 - clock.now().getTime());
    expect((await reading.pressNow(path)).status).toBe(200);
    clock.advance(1);
    expect((await reading.pressNow(path)).status).toBe(409);
    clock.advance(15 * MINUTE_MS - 1);
    await settleVotesJob.run(deps, clock.now());
    expect(await readBallot(db, closing)).toMatchObject({ closed_at: null, frozen_at: null });
    clock.advance(1);
    const runs = [1, 2, 3].map(() => settleVotesJob.run(deps, clock.now()));
    const closed = (await Promise.all(runs)).filter((says) => says.includes(' 1 old ballots'));
    expect(closed).toHaveLength(1);
    const frozen = { closed_at: closes, frozen_at: clock.now(), counted: 2, returned_in: null };
    expect(await readBallot(db, closing)).toMatchObject(frozen);
  });

  it('comes back weeks later and once, as it was frozen, whatever was classified since', async () => {
    const { db, deps, clock, closing, countNow, planNext, press } = await openFixture();
    for (const n of [6, 7]) await press(closing, reader(n));
    clock.advance(14 * DAY_MS + 15 * MINUTE_MS);
    await settleVotesJob.run(deps, clock.now());
    expect(await countNow(closing)).toBe(2);
    await sql`update hits set user_agent = 'curl/8.9'`.execute(db);
    await reclassify(db, { at: clock.now() });
    expect(await countNow(closing)).toBe(0);
    clock.advance(21 * DAY_MS);
    const next = await planNext();
    expect((await readBallot(db, closing)).returned_in).toBe(next.id);
    expect(await readOwnVotes(db, next)).toEqual({ [reader(6)]: '+.', [reader(7)]: '+.' });
    const later = await planNext();
    expect((await readBallot(db, closing)).returned_in).toBe(next.id);
    expect(await readOwnVotes(db, later)).toEqual({});
    await expectRecountToAgree(db, 0);
  });
});

it('two issues planned in the same moment leave each other’s ballots open; one of them brings the last result back, and the next plan closes both, also while casts of both are being settled elsewhere', async () => {
  const fixture = await openFixture();
  const { db, deps, clock, closing, pathOf, plan, press, reading, settle } = fixture;
  await press(closing, reader(8));
  const one = await releaseNext(deps);
  const week = sql`send_at + interval '7 days'`;
  await sql`update issues set send_at = ${week} where id = ${one.id}`.execute(db);
  clock.advance(HOUR_MS);
  const other = await releaseNext(deps);
  const both = [one, other];
  clock.advance(HOUR_MS);
  expect(await plan()).toHaveLength(2);
  expect((await readBallot(db, closing)).frozen_at).toEqual(clock.now());
  for (const issue of both) {
    expect(await readBallot(db, issue)).toMatchObject({ closed_at: null, frozen_at: null });
    expect((await press(issue, reader(9))).status).toBe(200);
  }
  const said = [await readOwnVotes(db, one), await readOwnVotes(db, other)];
  expect(said).toContainEqual({ [reader(8)]: '+.' });
  expect(said).toContainEqual({});
  clock.advance(HOUR_MS);
  await settle();
  for (const [place, issue] of both.toReversed().entries()) {
    const path = await pathOf(issue, reader(10 + place));
    await reading.look(path);
    await reading.record(path);
  }
  clock.advance(11 * MINUTE_MS);
  await settle();
  await releaseNext(deps);
  clock.advance(HOUR_MS);
  let planning: Promise<unknown> | undefined;
  await inTransaction(db, async (tx) => {
    for (const id of await listUnsettled(db)) {
      await sql`select from cast_classifications where cast_id = ${id} for update`.execute(tx);
      planning ??= plan();
      await fixture.somebodyWaits();
    }
  });
  await planning;
  for (const issue of both) expect(await readResult(db, issue)).toEqual(['2:0', '0:0']);
  await expectRecountToAgree(db, 5);
});

/** Casts that are classified and not settled, in the order in which settling locks them. */
async function listUnsettled(db: Database): Promise<number[]> {
  const classified = db
    .selectFrom('cast_classifications')
    .select('cast_id')
    .where('settled_at', 'is', null);
  return (await classified.orderBy('cast_id').execute()).map(({ cast_id }) => cast_id);
}
