import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readReport } from '../../src/statistics/report';
import { settleVotes } from '../../src/votes/settle-votes';
import { readingWith } from '../helpers/reading';
import { openSite } from './open-site';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const { app, db, deps, issue, mailOf, open } = await openSite(3);
const { clock } = deps;
const { press } = readingWith({ app, clock });

const votesOf = async () => (await readReport(db, { number: issue.number })).votes;
const tallies = () => db.selectFrom('tallies').selectAll().orderBy('tool_id').execute();

/** Opens every vote link of a mail in one browser, scrolls, and presses every button there is. */
async function pressEverything(page: Page, links: string[], paceMs: number): Promise<void> {
  for (const link of links) {
    await page.goto(link);
    clock.advance(paceMs);
    await page.mouse.wheel(0, 600);
    await page.waitForLoadState('networkidle');
    for (let pressed = 0; pressed < 2; pressed += 1) {
      clock.advance(paceMs);
      await page.locator('main button').first().click();
      await page.waitForLoadState();
    }
  }
}

it.each([
  ['at once', 1, 50],
  ['as slowly as a reader', 2, 12 * SECOND_MS],
])(
  'a driven Chromium that scrolls and presses everything, %s, counts no vote and displaces none',
  async (_, reader, paceMs) => {
    const { votes } = mailOf(reader);
    await press(votes[1]!);
    clock.advance(HOUR_MS);
    const before = { votes: await votesOf(), tallies: await tallies() };
    const { page } = await open('/');
    await pressEverything(page, votes.slice(0, 8), paceMs);
    await page.context().close();
    clock.advance(HOUR_MS);
    await settleVotes(db, { at: clock.now() });
    const after = await votesOf();
    expect(after).toEqual({ ...before.votes, held: before.votes.held + 3 });
    expect((await tallies()).filter(({ ship, skip }) => ship + skip > 0)).toEqual(
      before.tallies.filter(({ ship, skip }) => ship + skip > 0),
    );
    const casts = await db.selectFrom('casts').select('id').execute();
    expect(casts.length).toBeGreaterThan(12);
  },
  60_000,
);
