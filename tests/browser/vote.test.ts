import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSite } from './open-site';

const { db, deps, mailOf, open } = await openSite(16);
const [tool] = await db
  .selectFrom('links')
  .innerJoin('tools', 'tools.id', 'links.tool_id')
  .select(['tools.id', 'tools.name'])
  .where('links.kind', '=', 'vote')
  .orderBy('links.n')
  .execute();
const name = tool!.name;

type Opening = Parameters<typeof open>[1];
const HIDDEN: Opening = { isHidden: true };

async function openVote(reader: number, choice: 'ship' | 'skip', opening = HIDDEN) {
  const link = mailOf(reader).votes[choice === 'ship' ? 0 : 1]!;
  const { page, complaints } = await open(link, opening);
  onTestFinished(() => page.context().close());
  return { page, complaints };
}

const press = async (page: Page, button: string) => {
  deps.clock.advance(5_000);
  await page.getByRole('button', { name: button }).click();
};
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
const shown = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** What a reader has cast, oldest first. */
function castsOf(reader: number) {
  return db
    .selectFrom('casts')
    .innerJoin('subscribers', 'subscribers.id', 'casts.subscriber_id')
    .select(['casts.choice', 'casts.standing', 'casts.tool_id'])
    .where('subscribers.email', '=', `reader${reader}@example.com`)
    .orderBy('casts.id')
    .execute();
}

const confirmed = (choice: 'ship' | 'skip') => ({
  choice,
  standing: 'confirmed',
  tool_id: tool!.id,
});

it('a page that nobody has seen casts nothing, however often it is loaded', async () => {
  const { page } = await openVote(1, 'ship');
  await page.reload();
  await page.mouse.move(200, 300);
  expect(await heading(page)).toBe(`Ship or skip ${name}?`);
  expect(await page.getByText('Nothing is counted before you press a button').count()).toBe(1);
  expect(await db.selectFrom('casts').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('tallies').selectAll().execute()).toEqual([]);
});

describe.each([
  ['with JavaScript, before the page is seen', HIDDEN, 2],
  ['without JavaScript', { javaScriptEnabled: false }, 5],
])('%s', (_, opening, firstReader) => {
  it('a press of the button that the mail named casts that vote and shows it', async () => {
    const { page, complaints } = await openVote(firstReader, 'ship', opening);
    await press(page, `Ship ${name}`);
    await shown(page, 'Recorded: Ship');
    expect(await castsOf(firstReader)).toEqual([confirmed('ship')]);
    expect(complaints).toEqual([]);
  });

  it('a press of the opposite button casts the opposite of what the mail named', async () => {
    const { page } = await openVote(firstReader + 1, 'ship', opening);
    await press(page, `Skip ${name}`);
    await shown(page, 'Recorded: Skip');
    expect(await castsOf(firstReader + 1)).toEqual([confirmed('skip')]);
  });

  it('a changed mind is recorded on the spot, and shown when the link is opened again', async () => {
    const reader = firstReader + 2;
    const { page } = await openVote(reader, 'skip', opening);
    await press(page, `Skip ${name}`);
    await shown(page, 'Recorded: Skip');
    await press(page, `Change to Ship ${name}`);
    await shown(page, 'Recorded: Ship');
    await page.goto(mailOf(reader).votes[1]!);
    await shown(page, 'Recorded: Ship');
    expect(await page.getByRole('button').allTextContents()).toEqual([`Change to Skip ${name}`]);
    expect(await castsOf(reader)).toEqual([confirmed('skip'), confirmed('ship')]);
  });
});

describe('the page’s script', () => {
  it('records what the mail named once the page is seen, and says so with a way to change it', async () => {
    const { page, complaints } = await openVote(12, 'ship', {});
    await shown(page, 'Recorded: Ship');
    expect(await page.title()).toContain('Recorded: Ship');
    expect(await page.getByRole('button').allTextContents()).toEqual([`Change to Skip ${name}`]);
    expect(await castsOf(12)).toEqual([{ ...confirmed('ship'), standing: 'provisional' }]);
    await press(page, `Change to Skip ${name}`);
    await shown(page, 'Recorded: Skip');
    expect((await castsOf(12)).at(-1)).toEqual(confirmed('skip'));
    expect(complaints).toEqual([]);
  });

  it('that the page recorded by itself never turns a press on its way into the opposite', async () => {
    const { page } = await openVote(16, 'ship', {});
    await shown(page, 'Recorded: Ship');
    const { x, y } = (await page.locator('main button').first().boundingBox())!;
    await page.mouse.click(x + 20, y + 20);
    await page.waitForTimeout(500);
    expect(await castsOf(16)).toEqual([{ ...confirmed('ship'), standing: 'provisional' }]);
  });

  it('waits for a tab in the background to be looked at', async () => {
    const { page } = await openVote(13, 'ship');
    expect(await castsOf(13)).toEqual([]);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await shown(page, 'Recorded: Ship');
    expect(await castsOf(13)).toHaveLength(1);
  });

  it('leaves a pressed vote alone when the opposite link of the mail is opened', async () => {
    const { page } = await openVote(14, 'ship');
    await press(page, `Ship ${name}`);
    await shown(page, 'Recorded: Ship');
    await page.goto(mailOf(14).votes[1]!);
    await page.waitForLoadState('networkidle');
    expect(await heading(page)).toBe('Recorded: Ship');
    expect(await castsOf(14)).toEqual([confirmed('ship')]);
  });

  it('is under two kilobytes, and the only one', async () => {
    expect((await stat('public/vote.js')).size).toBeLessThan(2_000);
    const { page } = await openVote(15, 'ship');
    expect(await page.locator('script').count()).toBe(1);
  });
});

it('the button of the choice made in the mail stands first, and the page names that choice', async () => {
  for (const [choice, word, opposite] of [
    ['ship', 'Ship', 'Skip'],
    ['skip', 'Skip', 'Ship'],
  ] as const) {
    const { page } = await openVote(8, choice);
    const buttons = await page.getByRole('button').allTextContents();
    expect(buttons).toEqual([`${word} ${name}`, `${opposite} ${name}`]);
    expect(await page.getByText(`You chose ${word} in the mail.`).count()).toBe(1);
  }
});

it('the keyboard alone is enough: Tab leads to the button, which shows its focus, and Enter votes', async () => {
  const { page } = await openVote(9, 'ship');
  const passed: (string | null)[] = [];
  for (let tab = 0; tab < 4; tab += 1) {
    await page.keyboard.press('Tab');
    passed.push(await page.locator(':focus').textContent());
  }
  expect(passed.map((text) => text?.trim())).toEqual([
    'Skip to the content',
    'Weekly AI Tool Verdicts',
    'All issues',
    `Ship ${name}`,
  ]);
  const outline = await page.locator(':focus').evaluate((it) => getComputedStyle(it).outline);
  expect(outline).toContain('solid 3px');
  await page.keyboard.press('Enter');
  await shown(page, 'Recorded: Ship');
  expect(await castsOf(9)).toEqual([confirmed('ship')]);
});

it('after a vote the page counts it among the votes, without a percentage below the floor', async () => {
  const { page } = await openVote(10, 'ship');
  await press(page, `Ship ${name}`);
  await shown(page, 'Recorded: Ship');
  const { ship, skip } = await db
    .selectFrom('tallies')
    .select(['ship', 'skip'])
    .where('tool_id', '=', tool!.id)
    .executeTakeFirstOrThrow();
  expect(ship + skip).toBeGreaterThan(1);
  const text = await page.getByRole('main').textContent();
  expect(text).toContain(`${ship + skip} votes so far. A percentage is shown from 20 votes on.`);
  expect(text).not.toContain('% community');
});

it('once voting has closed the page says so, has no button, and a page left open is refused in words', async () => {
  const { page: left } = await openVote(11, 'ship');
  deps.clock.advance(14 * 24 * 60 * 60 * 1000);
  const { page } = await openVote(11, 'ship');
  expect(await heading(page)).toBe('Voting has closed');
  expect(await page.getByRole('button').count()).toBe(0);
  await press(left, `Ship ${name}`);
  await shown(left, 'That did not work');
  expect(await left.getByRole('main').textContent()).toContain('this vote was not counted');
  expect(await castsOf(11)).toEqual([]);
});
