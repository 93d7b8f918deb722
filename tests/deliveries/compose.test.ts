import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { eraseReader } from '../../src/audience/erase';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { forgetErasedAddresses } from '../../src/deliveries/forget-addresses';
import { moveIssue } from '../../src/issues/move';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { findReader } from '../helpers/fixtures/sign-up';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { makeLockBarrier, waitForWaiting } from '../helpers/lock-barrier';

it('a reader who is erased or leaves while their batch is composed does not affect the others', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 6);
  const issue = await planRelease(deps);
  const submitted: string[][] = [];
  const { submitBatch } = deps.mailer;
  deps.mailer.submitBatch = (batch) => {
    submitted.push(batch.to);
    return submitBatch(batch);
  };
  const by = { actor: 'test', at: deps.now() };
  const [erased, left] = await Promise.all(
    [3, 5].map(async (n) => (await findReader(deps, `reader${n}@example.com`))!.id),
  );
  const standstill = await makeLockBarrier(db, sql`after update on deliveries`);
  const delivering = deliverIssue(deps, issue.id);
  await standstill.reach(1);
  const going = Promise.all([
    eraseReader(db, { subscriberId: erased!, ...by }),
    unsubscribe(db, { subscriberId: left!, wording: 'test', ...by }),
  ]);
  await waitForWaiting(db, 3, going);
  await standstill.letGo();
  await Promise.all([delivering, going]);
  expect(submitted).toEqual([[1, 2, 3, 4, 5, 6].map((n) => `reader${n}@example.com`)]);
  expect(await readAudienceByState(db, issue.id)).toMatchObject({
    accepted: 6,
    waiting: 0,
    unknown: 0,
  });
});

it('an erased reader’s address is cleared at the latest when the key of a paused issue’s batch has expired', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db, {
    mailer: (real) => ({
      ...real,
      submitBatch: async () => ({ kind: 'unknown', detail: 'reset' }),
    }),
  });
  await addReaders(deps, 3);
  const issue = await planRelease(deps);
  const stop = new AbortController();
  const delivering = deliverIssue(deps, issue.id, { signal: stop.signal });
  const tries = () => db.selectFrom('batches').select('tries').executeTakeFirstOrThrow();
  await expect.poll(tries, { timeout: 10_000 }).toEqual({ tries: 1 });
  stop.abort();
  await delivering;
  const by = { actor: 'test', at: deps.now() };
  await moveIssue(db, { issueId: issue.id, to: 'paused', ...by });
  const { id } = (await findReader(deps, 'reader2@example.com'))!;
  await eraseReader(db, { subscriberId: id, ...by });
  const address = async () => {
    await sweepIssues(deps);
    await forgetErasedAddresses(db);
    const row = db.selectFrom('deliveries').select('email').where('subscriber_id', '=', id);
    return (await row.executeTakeFirstOrThrow()).email;
  };
  expect(await address()).toBe('reader2@example.com');
  await shiftDatabaseClock(db, '23 hours 1 minute');
  expect(await address()).toBeNull();
  expect(await readAudienceByState(db, issue.id)).toMatchObject({ unknown: 3 });
});

it('a reader suppressed while a batch waits for one of its readers is left out of it', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 4);
  const issue = await planRelease(deps);
  const other = await db.startTransaction().execute();
  await sql`select from subscribers where email = 'reader1@example.com' for no key update`.execute(
    other,
  );
  const delivering = deliverIssue(deps, issue.id);
  await waitForWaiting(db, 1, delivering);
  const { installation, now } = deps;
  const by = { reason: 'asked', installation, actor: 'Edda', at: now() } as const;
  await suppressAddress(db, { email: 'reader3@example.com', ...by });
  await other.commit().execute();
  await delivering;
  expect(await readAudienceByState(db, issue.id)).toMatchObject({ accepted: 3, suppressed: 1 });
});
