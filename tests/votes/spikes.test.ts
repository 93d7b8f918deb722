import { expect, it } from 'vitest';
import { guardBallotsJob } from '../../jobs/guard-ballots';
import { listAlerts } from '../../src/platform/alerts';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { openBallotFixture, voteAsRows } from '../helpers/fixtures/ballot-fixture';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const readers = Array.from({ length: 260 }, (_, index) => `reader${index + 1}@example.com`);
const db = await cloneDatabase();
const { deps, clock, first } = await openBallotFixture(db, readers);
await restoreBeforeEach(db, clock);

const alerts = () => listAlerts(db, { limit: 10 });
const guard = () => guardBallotsJob.run(deps, clock.now());

/** So many more readers vote: four of five on the first tool, the others on the second. */
async function voteEvenly(from: number, count: number): Promise<void> {
  const emails = readers.slice(from, from + count);
  const share = Math.round(count * 0.8);
  await voteAsRows(deps, { issue: first, emails: emails.slice(0, share) });
  await voteAsRows(deps, { issue: first, emails: emails.slice(share), place: 1 });
}

/** 220 of them within four hours. */
async function voteForHours(): Promise<void> {
  await voteEvenly(0, 80);
  await guard();
  clock.advance(2 * HOUR_MS);
  await voteEvenly(80, 40);
  await guard();
  clock.advance(2 * HOUR_MS);
  await voteEvenly(120, 100);
  await guard();
}

it('an even ballot raises no alert, however fast its votes come', async () => {
  await voteForHours();
  expect(await alerts()).toEqual([]);
});

it('a tool whose votes jump raises one alert, in words with both shares', async () => {
  await voteForHours();
  clock.advance(2 * HOUR_MS);
  await voteAsRows(deps, { issue: first, emails: readers.slice(220, 239), place: 1 });
  await guard();
  expect(await alerts()).toEqual([]);
  await voteAsRows(deps, { issue: first, emails: readers.slice(239, 243), place: 1 });
  await Promise.all([guard(), guard()]);
  clock.advance(15 * 60_000);
  await guard();
  const raised = await alerts();
  expect(raised).toHaveLength(1);
  expect(raised[0]!.says).toMatch(
    /got 23 of the last hour’s 23 votes in issue 1, but only 44 of the 220 before/,
  );
});
