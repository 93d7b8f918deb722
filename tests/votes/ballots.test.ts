import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Issue } from '../../src/issues/find';
import { readReport } from '../../src/statistics/report';
import { reclassify } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import {
  addAddresses,
  MINUTE_MS,
  openBallotFixture,
  readBallot,
  readCounts,
  readFigures,
  readOwnVotes,
  readResult,
  releaseNext,
  type Vote,
} from '../helpers/fixtures/ballot-fixture';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

const reader = (n: number) => `reader${n}@example.com`;
const db = await cloneDatabase();
const fixture = await openBallotFixture(db, [1, 2, 3, 4, 5, 6, 7].map(reader));
const { deps, clock, first, reading, pathOf, press, plan, planNext, settle, scan } = fixture;
await restoreBeforeEach(db, clock);

/** The first ballot gets three votes of two readers, and is frozen by the plan of the second issue. */
async function voteAndPlan(): Promise<Issue> {
  await voteOnFirst();
  return planNext();
}

async function voteOnFirst(): Promise<void> {
  expect((await press(first, reader(1))).status).toBe(200);
  await press(first, reader(1), { place: 1, choice: 'skip' });
  await press(first, reader(2), { choice: 'skip' });
}

/** On the second issue one reader votes by a button, one by the page, and a scanner presses everything. */
async function voteOnSecond(second: Issue): Promise<Issue> {
  await press(second, reader(4), { place: 1, choice: 'skip' });
  await scan(second, reader(5));
  await seePage(second, reader(6));
  return planNext();
}

describe('a ballot', () => {
  it('is open from its plan on, and nothing of it is frozen', async () => {
    await voteOnFirst();
    expect(await readBallot(db, first)).toMatchObject({ closed_at: null, frozen_at: null });
    expect(await readResult(db, first)).toEqual([]);
  });

  it('closes when the next issue’s audience is frozen; a later press is refused in words and changes nothing', async () => {
    const path = await pathOf(first, reader(3));
    await reading.look(path);
    await planNext();
    const at = clock.now();
    expect(await readBallot(db, first)).toMatchObject({ closed_at: at, frozen_at: at });
    const before = await readFingerprints(db);
    for (const refused of [await reading.pressNow(path), await reading.record(path)]) {
      expect(refused.status).toBe(409);
      expect(await refused.text()).toContain('Voting on this issue has closed');
    }
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('contains what counted, by tool and in total', async () => {
    await voteAndPlan();
    expect(await readResult(db, first)).toEqual(['1:1', '0:1']);
    expect(await readBallot(db, first)).toMatchObject({ voters: 2, counted: 3, held: 0, late: 0 });
    const { votes } = await readReport(db, { number: first.number });
    expect(votes).toEqual({ counted: 3, provisional: 0, held: 0 });
  });
});

describe('a frozen result', () => {
  beforeEach(async () => void (await voteAndPlan()));

  it('never changes, though votes are classified again and the community’s figures follow', async () => {
    const before = { result: await readResult(db, first), ballot: await readBallot(db, first) };
    expect(await readFigures(db, first)).toEqual(before.result);
    await seeMachineIn(first, reader(1));
    expect(await readFigures(db, first)).toEqual(['0:1', '0:0']);
    const after = { result: await readResult(db, first), ballot: await readBallot(db, first) };
    expect(after).toEqual(before);
  });

  it.each([
    'update ballot_results set ship = 100',
    'delete from ballot_results',
    'truncate ballot_results',
    `insert into ballot_results select issue_id, (select tool_id from links except
      select tool_id from ballot_results limit 1), 1, 1, 0 from ballot_results limit 1`,
    "update ballot_voters set own_votes = '+.'",
    'delete from ballot_voters',
    `insert into ballot_voters select issue_id, (select id from mailboxes except
      select mailbox_id from ballot_voters limit 1), '+.' from ballots where frozen_at is not null`,
    'update ballots set counted = 100 where frozen_at is not null',
    'update ballots set returned_in = null where frozen_at is not null',
    'update ballots set closed_at = null, frozen_at = null where frozen_at is not null',
    'delete from ballots where frozen_at is not null',
  ])('cannot be changed by SQL: %s', async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(
      /a frozen (result|ballot) is never/,
    );
  });
});

describe('what a reader said', () => {
  it('is frozen with the delivery in the tools’ order, and null for readers who did not vote', async () => {
    const second = await voteAndPlan();
    expect(await readOwnVotes(db, second)).toEqual({ [reader(1)]: '+-', [reader(2)]: '-.' });
  });

  it('comes only from that ballot’s votes that count: none that is held or of another ballot', async () => {
    const third = await voteOnSecond(await voteAndPlan());
    expect(await readOwnVotes(db, third)).toEqual({ [reader(4)]: '.-', [reader(6)]: '+.' });
  });

  it('stays as it was sent, whatever is cast and classified later', async () => {
    const second = await voteAndPlan();
    const third = await voteOnSecond(second);
    await press(third, reader(1));
    await seeMachineIn(second, reader(4));
    expect(await readOwnVotes(db, second)).toEqual({ [reader(1)]: '+-', [reader(2)]: '-.' });
    expect(await readOwnVotes(db, third)).toEqual({ [reader(4)]: '.-', [reader(6)]: '+.' });
  });
});

describe('readers who joined after the release', () => {
  const late = 'late@example.com';
  const lateToo = 'reader6+late@example.com';

  it('get the issue, and their votes count neither in its ballot nor in the community’s figure', async () => {
    const open = await releaseNext(deps);
    clock.advance(MINUTE_MS);
    await addAddresses(deps, [late, lateToo]);
    clock.advance(HOUR_MS - MINUTE_MS);
    await plan();
    expect((await press(open, late)).status).toBe(200);
    expect((await press(open, reader(7), { choice: 'skip' })).status).toBe(200);
    await seePage(open, lateToo, { place: 1, choice: 'skip' });
    await seePage(open, reader(6), { place: 1 });
    clock.advance(HOUR_MS);
    await settle();
    expect(await readFigures(db, open)).toEqual(['0:1', '1:0']);
    const next = await planNext();
    expect(await readResult(db, open)).toEqual(['0:1', '1:0']);
    expect(await readBallot(db, open)).toMatchObject({ voters: 2, counted: 2, held: 0, late: 1 });
    const sixth = { [reader(6)]: '.+', [lateToo]: '.+' };
    expect(await readOwnVotes(db, next)).toEqual({ [reader(7)]: '-.', ...sixth });
    await press(next, late);
    expect(await readFigures(db, next)).toEqual(['1:0', '0:0']);
  });
});

it('votes and tallies come out the same after a recount', async () => {
  await voteOnSecond(await voteAndPlan());
  const { counted, recounted } = await readCounts(db);
  expect(counted.votes).toHaveLength(5);
  expect(recounted).toEqual(counted);
});

/** A vote page that was seen, and whose script reported it. */
async function seePage(issue: Issue, email: string, vote: Vote = {}): Promise<void> {
  const path = await pathOf(issue, email, vote);
  await reading.look(path);
  clock.advance(5_000);
  await reading.record(path);
}

/**
 * Reclassifies everything, with this reader's hits as only newer rules would recognise a machine's.
 */
async function seeMachineIn({ id }: Issue, email: string): Promise<void> {
  await sql`update hits set user_agent = 'curl/8.9' from deliveries join subscribers
    on subscribers.id = subscriber_id where deliveries.id = delivery_id and issue_id = ${id}
      and subscribers.email = ${email}`.execute(db);
  await reclassify(db, { at: clock.now() });
}
