import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { readReport } from '../../src/statistics/report';
import { settleVotes } from '../../src/votes/settle-votes';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { openSite } from './open-site';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
const TOOLS = 3;
const { app, db, deps, issue, mailOf, open } = await openSite(3);
const { clock } = deps;
const { press } = readerActions({ app, clock });

const heldVotes = async () => (await readReport(db, { number: issue.number })).votes.held;

/** The numbers of the links that say what counts of a reader’s votes. */
async function countedOf(reader: number): Promise<number[]> {
  const { rows } = await sql<{ n: number }>`
    select links.n from votes join subscribers using (mailbox_id)
      join links using (tool_id, choice) where email = ${`reader${reader}@example.com`}
    order by links.n`.execute(db);
  return rows.map(({ n }) => n);
}

async function sumTallies(): Promise<number> {
  const { rows } = await sql<{ votes: number }>`
    select sum(ship + skip)::int as votes from tallies`.execute(db);
  return rows[0]!.votes;
}

interface Driving {
  /** How long it waits before each thing it does, over and over. */
  pacesMs: number[];
  /** Whether each link gets a browser of its own, at an address of its own. */
  isFresh: boolean;
}

/** Opens each link of a mail in Chromium, scrolls, and presses every button there is. */
async function pressEverything(links: string[], { pacesMs, isFresh }: Driving): Promise<void> {
  let paces = 0;
  const wait = () => clock.advance(pacesMs[paces++ % pacesMs.length]!);
  const from = (at: number) => ({ 'x-forwarded-for': `203.0.${at}.9` });
  let { page } = await open('/', { extraHTTPHeaders: from(0) });
  for (const [at, link] of links.entries()) {
    if (isFresh && at > 0) {
      await page.context().close();
      ({ page } = await open('/', { extraHTTPHeaders: from(at) }));
    }
    await openAndScroll(page, link);
    await pressBoth(page, wait);
  }
  await page.context().close();
}

/** Until its script, where it has one, has been answered. */
async function openAndScroll(page: Page, link: string): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  answered.catch(() => {});
  await page.goto(link);
  await page.mouse.wheel(0, 600);
  if ((await page.locator('script').count()) > 0) await answered;
}

async function pressBoth(page: Page, wait: () => void): Promise<void> {
  for (let pressed = 0; pressed < 2; pressed += 1) {
    wait();
    await page.locator('main button').first().click();
    await page.waitForLoadState();
  }
}

const uneven = [3, 11, 6, 17, 4, 8, 13].map((seconds) => seconds * SECOND_MS);

it.each<[string, number, Driving]>([
  ['at once', 1, { pacesMs: [50], isFresh: false }],
  ['at a reader’s uneven pace', 2, { pacesMs: uneven, isFresh: false }],
  ['in a fresh browser for each link', 3, { pacesMs: uneven, isFresh: true }],
])(
  'a driven Chromium that scrolls and presses everything, %s, counts no vote and displaces none',
  async (_, reader, driving) => {
    const [, before, after] = mailOf(reader).votes.slice(0, 2 * TOOLS);
    const held = await heldVotes();
    const casts = await countCasts();
    const votes = await sumTallies();
    await press(before!);
    clock.advance(HOUR_MS);
    await pressEverything(mailOf(reader).votes.slice(0, 2 * TOOLS), driving);
    clock.advance(120 * SECOND_MS);
    await press(after!);
    clock.advance(HOUR_MS);
    await settleVotes(db, { at: clock.now() });
    const said = [before!, after!].map((link) => Number(link.split('/').at(-1)));
    expect(await countedOf(reader)).toEqual(said);
    expect(await sumTallies()).toBe(votes + 2);
    expect(await heldVotes()).toBe(held + TOOLS - 2);
    expect((await countCasts()) - casts).toBeGreaterThan(4 * TOOLS);
  },
  60_000,
);

async function countCasts(): Promise<number> {
  return (await db.selectFrom('casts').select('id').execute()).length;
}
