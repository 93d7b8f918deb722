import { expect, it } from 'vitest';
import { readAccount } from '../../src/deliveries/account';
import { getIssueById } from '../../src/issues/find';
import { listAlarms } from '../../src/platform/alarms';
import {
  askForStints,
  reportDeadMessage,
  type StintMessage,
  workStint,
} from '../../src/sending/issue-stint';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/week';

const READERS = 450;

/** An issue that is about to go out in five batches, and a queue that keeps what is sent to it. */
async function openGround() {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, READERS);
  const { id } = await planRelease(deps);
  const waiting: StintMessage[] = [];
  const send = async (message: StintMessage) => void waiting.push(message);
  const stints = { send, hands: 2, forMs: 60_000 };
  const hand = () => askForStints(deps, { issueId: id, send });
  return { deps, id, waiting, stints, hand };
}

it('an issue goes out in stints, however small, and each reader gets it once', async () => {
  const { deps, id, waiting, stints, hand } = await openGround();
  await hand();
  expect(waiting).toEqual([{ issue: id, more: 2 }]);
  let taken = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await workStint(deps, next, stints);
    await deps.settle();
    taken += 1;
  }
  expect(await getIssueById(deps.db, id)).toMatchObject({ state: 'sent' });
  expect(deps.standIn.ledger()).toMatchObject({ accepted: READERS, distinct_recipients: READERS });
  expect(taken).toBeGreaterThan(1);
});

it('who has used up a stint sends the message again, and asks only as many others as the message says', async () => {
  const { deps, id, waiting, stints } = await openGround();
  await workStint(deps, { issue: id, more: 2 }, stints);
  await deps.settle();
  expect(waiting.toSorted((a, b) => b.more - a.more)).toEqual([
    { issue: id, more: 1 },
    { issue: id, more: 0 },
  ]);
  waiting.length = 0;
  await workStint(deps, { issue: id, more: 0 }, stints);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
  expect((await readAccount(deps.db, id)).accepted).toBeGreaterThan(100);
});

it('while somebody is at an issue the sweep adds no message', async () => {
  const { deps, id, waiting, stints, hand } = await openGround();
  await workStint(deps, { issue: id, more: 0 }, stints);
  waiting.length = 0;
  await hand();
  expect(waiting).toEqual([]);
  await shiftDatabaseClock(deps.db, '31 seconds');
  await hand();
  expect(waiting).toHaveLength(1);
});

it('a stint that fails at once is left to the queue; one that fails later is passed on', async () => {
  const { deps, id, waiting, stints } = await openGround();
  const { handBatch } = deps.mailer;
  let hands = 0;
  let failsFrom = 1;
  deps.mailer.handBatch = async (batch) => {
    hands += 1;
    if (hands >= failsFrom) throw new Error('this batch fails');
    return handBatch(batch);
  };
  const stint = { ...stints, hands: 10 };
  await expect(workStint(deps, { issue: id, more: 0 }, stint)).rejects.toThrow('this batch fails');
  expect(waiting).toEqual([]);
  [hands, failsFrom] = [0, 3];
  await workStint(deps, { issue: id, more: 0 }, stint);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
});

it('a message that is not of our schema changes nothing and becomes an alarm; so does one given up', async () => {
  const { deps, id, waiting, stints } = await openGround();
  for (const body of [{ issue: id }, { issue: id, more: 99 }, `issue ${id}`, null])
    await workStint(deps, body, stints);
  expect(waiting).toEqual([]);
  expect(await readAccount(deps.db, id)).toMatchObject({ waiting: READERS, accepted: 0 });
  await reportDeadMessage(deps);
  const alarms = await listAlarms(deps.db, { limit: 9 });
  expect(alarms.map(({ kind }) => kind)).toEqual(['dead-message', 'odd-message']);
});
