import { expect, it } from 'vitest';
import { readAccount } from '../../src/deliveries/account';
import { getIssueById } from '../../src/issues/find';
import { listAlarms } from '../../src/platform/alarms';
import {
  handShares,
  type IssueShare,
  reportDeadMessage,
  workShare,
} from '../../src/sending/issue-share';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/week';

const READERS = 450;

/** An issue that is about to go out in five batches, and a queue that keeps what is sent to it. */
async function openGround() {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, READERS);
  const { id } = await planRelease(deps);
  const waiting: IssueShare[] = [];
  const send = async (message: IssueShare) => void waiting.push(message);
  const shares = { send, hands: 2, forMs: 60_000 };
  const hand = () => handShares(deps, { issueId: id, send });
  return { deps, id, waiting, shares, hand };
}

it('an issue goes out in shares, however small, and each reader gets it once', async () => {
  const { deps, id, waiting, shares, hand } = await openGround();
  await hand();
  expect(waiting).toEqual([{ issue: id, more: 2 }]);
  let taken = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await workShare(deps, next, shares);
    await deps.settle();
    taken += 1;
  }
  expect(await getIssueById(deps.db, id)).toMatchObject({ state: 'sent' });
  expect(deps.standIn.ledger()).toMatchObject({ accepted: READERS, distinct_recipients: READERS });
  expect(taken).toBeGreaterThan(1);
});

it('who has used up a share sends the message again, and asks only as many others as the message says', async () => {
  const { deps, id, waiting, shares } = await openGround();
  await workShare(deps, { issue: id, more: 2 }, shares);
  await deps.settle();
  expect(waiting.toSorted((a, b) => b.more - a.more)).toEqual([
    { issue: id, more: 1 },
    { issue: id, more: 0 },
  ]);
  waiting.length = 0;
  await workShare(deps, { issue: id, more: 0 }, shares);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
  expect((await readAccount(deps.db, id)).accepted).toBeGreaterThan(100);
});

it('while somebody is at an issue the sweep adds no message', async () => {
  const { deps, id, waiting, shares, hand } = await openGround();
  await workShare(deps, { issue: id, more: 0 }, shares);
  waiting.length = 0;
  await hand();
  expect(waiting).toEqual([]);
  await shiftDatabaseClock(deps.db, '31 seconds');
  await hand();
  expect(waiting).toHaveLength(1);
});

it('a share that fails at once is left to the queue; one that fails later is passed on', async () => {
  const { deps, id, waiting, shares } = await openGround();
  const { handBatch } = deps.mailer;
  let hands = 0;
  let failsAt = 1;
  deps.mailer.handBatch = async (batch) => {
    hands += 1;
    if (hands === failsAt) throw new Error('this batch fails');
    return handBatch(batch);
  };
  const share = { ...shares, hands: 10 };
  await expect(workShare(deps, { issue: id, more: 0 }, share)).rejects.toThrow('this batch fails');
  expect(waiting).toEqual([]);
  [hands, failsAt] = [0, 3];
  await workShare(deps, { issue: id, more: 0 }, share);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
});

it('a message that is not of our schema changes nothing and becomes an alarm; so does one given up', async () => {
  const { deps, id, waiting, shares } = await openGround();
  for (const body of [{ issue: id }, { issue: id, more: 99 }, `issue ${id}`, null])
    await workShare(deps, body, shares);
  expect(waiting).toEqual([]);
  expect(await readAccount(deps.db, id)).toMatchObject({ waiting: READERS, accepted: 0 });
  await reportDeadMessage(deps);
  const alarms = await listAlarms(deps.db, { limit: 9 });
  expect(alarms.map(({ kind }) => kind)).toEqual(['dead-message', 'odd-message']);
});
