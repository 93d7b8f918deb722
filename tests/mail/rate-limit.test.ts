import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { moveIssue } from '../../src/issues/move';
import { blockCalls, reserveCall, storeStatedLimit } from '../../src/mail/rate-limit';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase, stopDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { countStatements } from '../helpers/statements';

describe('reserved calls', () => {
  it('are spread evenly over the second, a little below the stated limit, whoever reserves them', async () => {
    const db = await cloneDatabase();
    await stopDatabaseClock(db);
    const nextAt = async () => {
      const row = await db.selectFrom('rate_limit').select('not_before').executeTakeFirstOrThrow();
      return row.not_before.getTime();
    };
    await reserveCall(db);
    const before = await nextAt();
    const turns = await Promise.all(Array.from({ length: 14 }, () => reserveCall(db)));
    expect(turns.every(({ kind }) => kind === 'reserved')).toBe(true);
    expect((await nextAt()) - before).toBeCloseTo(14_000 / 9.75, -1);
  });

  it('more than two seconds ahead are not given out, and nothing is reserved', async () => {
    const db = await cloneDatabase();
    await blockCalls(db, 60_000);
    const before = await db.selectFrom('rate_limit').selectAll().execute();
    const turn = await reserveCall(db);
    expect(turn.kind).toBe('later');
    expect(turn.waitMs).toBeGreaterThan(59_000);
    expect(await db.selectFrom('rate_limit').selectAll().execute()).toEqual(before);
  });

  it('follow the limit that an answer states, and have none if it states none', async () => {
    const db = await cloneDatabase();
    const known = { perSecond: 10 };
    await storeStatedLimit(db, known, {});
    expect(await reserveCall(db)).toMatchObject({ perSecond: 10 });
    await storeStatedLimit(db, known, { perSecond: 2 });
    expect(await reserveCall(db)).toMatchObject({ perSecond: 2 });
    await storeStatedLimit(db, known, { perSecond: null });
    await sleep(700);
    for (let nth = 0; nth < 3; nth += 1) expect((await reserveCall(db)).waitMs).toBe(0);
  });

  it('are refused to a sender whose batch has passed to another, or whose issue was paused', async () => {
    const db = await cloneDatabase();
    const [yes, no] = [sql<boolean>`true`, sql<boolean>`false`];
    expect((await reserveCall(db, { isHeld: no, mayGo: yes })).kind).toBe('lost');
    expect((await reserveCall(db, { isHeld: yes, mayGo: no })).kind).toBe('later');
    expect((await reserveCall(db)).waitMs).toBe(0);
  });
});

/** An issue of nine batches at two calls a second, of which two calls are made. */
async function sendingSlowly() {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 900);
  const issue = await planRelease(deps);
  const { submitBatch } = deps.mailer;
  let calls = 0;
  deps.mailer.submitBatch = async (batch) => {
    calls += 1;
    return { ...(await submitBatch(batch)), perSecond: 2 };
  };
  const delivering = deliverIssue(deps, issue.id);
  await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(1);
  return { db, deps, issue, delivering, submitBatch, calls: () => calls };
}

it('a pause acts at once, even on batches that wait for their call: at most the one whose call has come is sent', async () => {
  const { db, deps, issue, delivering, submitBatch, calls } = await sendingSlowly();
  await moveIssue(db, { issueId: issue.id, to: 'paused', actor: 'Edda', at: deps.now() });
  const atPause = calls();
  await delivering;
  expect(calls()).toBeLessThanOrEqual(atPause + 1);
  const batches = await db
    .selectFrom('batches')
    .select(['state', 'lease_until', 'holder'])
    .orderBy('id')
    .execute();
  const recorded = { state: 'recorded', lease_until: null, holder: null };
  const waiting = { ...recorded, state: 'waiting' };
  expect(batches).toEqual([...Array(calls()).fill(recorded), ...Array(9 - calls()).fill(waiting)]);
  await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
  deps.mailer.submitBatch = submitBatch;
  await deliverIssue(deps, issue.id);
  expect(deps.emulator.ledger()).toMatchObject({ accepted: 900, distinct_recipients: 900 });
});

it('a cancel while the issue goes out acts at once and leaves nothing waiting', async () => {
  const { db, deps, issue, delivering, calls } = await sendingSlowly();
  await cancelIssue(db, { issueId: issue.id, actor: 'Edda', at: deps.now() });
  const atCancel = calls();
  await delivering;
  const { accepted, waiting, unknown, suppressed } = await readAudienceByState(db, issue.id);
  expect({ waiting, unknown, total: accepted + suppressed }).toEqual({
    waiting: 0,
    unknown: 0,
    total: 900,
  });
  expect(accepted).toBe(deps.emulator.ledger().accepted);
  expect(calls()).toBeLessThanOrEqual(atCancel + 1);
});

it('a batch of a hundred takes at most six statements besides BEGIN and COMMIT', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 300);
  const issue = await planRelease(deps);
  const { counted, statements } = countStatements(db);
  const counts: number[] = [];
  const { submitBatch } = deps.mailer;
  deps.mailer.submitBatch = async (batch) => {
    counts.push(statements());
    // The first answer states no limit, which is kept once.
    return { ...(await submitBatch(batch)), perSecond: 10 };
  };
  await deliverIssue({ ...deps, db: counted }, issue.id, { concurrency: 1 });
  expect(counts).toHaveLength(3);
  expect(counts[1]! - counts[0]!).toBeLessThanOrEqual(6);
  expect(counts[2]! - counts[1]!).toBeLessThanOrEqual(6);
});
