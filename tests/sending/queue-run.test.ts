import { expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssueById } from '../../src/issues/find';
import { listAlerts } from '../../src/platform/alerts';
import {
  processRun,
  type RunMessage,
  reportDeadMessage,
  requestRuns,
} from '../../src/sending/queue-run';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';

const READERS = 450;

/** An issue of five batches about to go out, and a queue that keeps its messages. */
async function openFixture() {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, READERS);
  const { id } = await planRelease(deps);
  const waiting: RunMessage[] = [];
  const send = async (message: RunMessage) => void waiting.push(message);
  const runs = { send, batches: 2, timeLimitMs: 60_000 };
  const request = () => requestRuns(deps, { issueId: id, send });
  return { deps, id, waiting, runs, request };
}

it('an issue goes out in runs, however small, and each reader gets it once', async () => {
  const { deps, id, waiting, runs, request } = await openFixture();
  await request();
  expect(waiting).toEqual([{ issue: id, more: 2 }]);
  let taken = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await processRun(deps, next, runs);
    await deps.settle();
    taken += 1;
  }
  expect(await getIssueById(deps.db, id)).toMatchObject({ state: 'sent' });
  expect(deps.emulator.ledger()).toMatchObject({ accepted: READERS, distinct_recipients: READERS });
  expect(taken).toBeGreaterThan(1);
});

it('a run that is used up sends the message again, and wakes only as many others as the message says', async () => {
  const { deps, id, waiting, runs } = await openFixture();
  await processRun(deps, { issue: id, more: 2 }, runs);
  await deps.settle();
  expect(waiting.toSorted((a, b) => b.more - a.more)).toEqual([
    { issue: id, more: 1 },
    { issue: id, more: 0 },
  ]);
  waiting.length = 0;
  await processRun(deps, { issue: id, more: 0 }, runs);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
  expect((await readAudienceByState(deps.db, id)).accepted).toBeGreaterThan(100);
});

it('while somebody is working on an issue the sweep adds no message', async () => {
  const { deps, id, waiting, runs, request } = await openFixture();
  await processRun(deps, { issue: id, more: 0 }, runs);
  waiting.length = 0;
  await request();
  expect(waiting).toEqual([]);
  await shiftDatabaseClock(deps.db, '31 seconds');
  await request();
  expect(waiting).toHaveLength(1);
});

it('a run that fails at once is left to the queue; one that fails later is passed on', async () => {
  const { deps, id, waiting, runs } = await openFixture();
  const { submitBatch } = deps.mailer;
  let submissions = 0;
  let failsFrom = 1;
  deps.mailer.submitBatch = async (batch) => {
    submissions += 1;
    if (submissions >= failsFrom) throw new Error('this batch fails');
    return submitBatch(batch);
  };
  const run = { ...runs, batches: 10 };
  await expect(processRun(deps, { issue: id, more: 0 }, run)).rejects.toThrow('this batch fails');
  expect(waiting).toEqual([]);
  [submissions, failsFrom] = [0, 3];
  await processRun(deps, { issue: id, more: 0 }, run);
  expect(waiting).toEqual([{ issue: id, more: 0 }]);
});

it('a message that does not match our schema changes nothing and raises an alert; so does a dead letter', async () => {
  const { deps, id, waiting, runs } = await openFixture();
  for (const body of [{ issue: id }, { issue: id, more: 99 }, `issue ${id}`, null])
    await processRun(deps, body, runs);
  expect(waiting).toEqual([]);
  expect(await readAudienceByState(deps.db, id)).toMatchObject({ waiting: READERS, accepted: 0 });
  await reportDeadMessage(deps);
  const alerts = await listAlerts(deps.db, { limit: 9 });
  expect(alerts.map(({ kind }) => kind)).toEqual(['dead-message', 'odd-message']);
});
