import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import {
  addAddresses,
  MINUTE_MS,
  openBallotFixture,
  releaseNext,
} from '../helpers/fixtures/ballot-fixture';

const EARLY = 'early@example.com';
const LATE = 'late@example.com';
const db = await cloneDatabase();
const { deps, clock, reading, plan, pathOf, press } = await openBallotFixture(db, [EARLY]);
const issue = await releaseNext(deps);
clock.advance(MINUTE_MS);
await addAddresses(deps, [LATE]);
clock.advance(HOUR_MS - MINUTE_MS);
await plan();

const NEXT = 'Your votes count from the next issue on.';
const COUNTS = /your choice counts only if you press|it counts in 15 minutes/;
const textOf = async (page: Response | Promise<Response>) =>
  (await (await page).text()).replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');

it('a reader who joined after the release is told before and after the vote that theirs count from the next issue on', async () => {
  const path = await pathOf(issue, LATE);
  const asked = await textOf(reading.look(path));
  const recorded = await textOf(reading.record(path));
  expect(recorded).toContain('this page recorded it. Press Ship to confirm it');
  const pressed = await textOf(press(issue, LATE));
  expect(pressed).toContain('You said Ship.');
  for (const page of [asked, recorded, pressed]) {
    expect(page).toContain(NEXT);
    expect(page).not.toMatch(COUNTS);
  }
});

it('no other reader is told that', async () => {
  const path = await pathOf(issue, EARLY);
  const asked = await textOf(reading.look(path));
  const recorded = await textOf(reading.record(path));
  const pressed = await textOf(press(issue, EARLY));
  for (const page of [asked, recorded]) expect(page).toMatch(COUNTS);
  for (const page of [asked, recorded, pressed]) expect(page).not.toContain(NEXT);
});

it('how votes are counted is a link in the page once there is a vote, and not before', async () => {
  const linksOf = async (page: Response | Promise<Response>) => {
    const main = /<main.*<\/main>/s.exec(await (await page).text())![0];
    return [...main.matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, href]) => href);
  };
  const path = await pathOf(issue, EARLY, { place: 1 });
  expect(await linksOf(reading.look(path))).not.toContain('/how-votes-count');
  expect(await linksOf(reading.record(path))).toContain('/how-votes-count');
  expect(await linksOf(press(issue, EARLY, { place: 1 }))).toContain('/how-votes-count');
});
