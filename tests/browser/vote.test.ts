import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSite } from './open-site';

const { db, deps, mailOf, open } = await openSite(21);
const [tool] = await db
  .selectFrom('links')
  .innerJoin('tools', 'tools.id', 'links.tool_id')
  .select(['tools.id', 'tools.name'])
  .where('links.kind', '=', 'vote')
  .orderBy('links.n')
  .execute();
const name = tool!.name;

const FORTNIGHT_MS = 14 * 24 * 60 * 60 * 1000;
const BOTH = [`Ship ${name}`, `Skip ${name}`];

type Opening = Parameters<typeof open>[1];
const HIDDEN: Opening = { isHidden: true };

async function openVote(reader: number, choice: 'ship' | 'skip', opening = HIDDEN) {
  const link = mailOf(reader).votes[choice === 'ship' ? 0 : 1]!;
  const { page, complaints, leave } = await open(link, opening);
  onTestFinished(leave);
  return { page, complaints };
}

const press = async (page: Page, button: string) => {
  deps.clock.advance(5_000);
  await page.getByRole('button', { name: button }).click();
};
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
const shown = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** A reader's casts, oldest first. */
function castsOf(reader: number) {
  return db
    .selectFrom('casts')
    .innerJoin('subscribers', 'subscribers.id', 'casts.subscriber_id')
    .select(['casts.choice', 'casts.standing', 'casts.tool_id'])
    .where('subscribers.email', '=', `reader${reader}@example.com`)
    .orderBy('casts.id')
    .execute();
}

function readTallies() {
  return db.selectFrom('tallies').selectAll().orderBy('tool_id').execute();
}

/** Somebody looks at the tab at last. */
function see(): void {
  Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });
  document.dispatchEvent(new Event('visibilitychange'));
}

/** A tool with the longest name that fits a row. */
function makeLong(): void {
  const long = 'A tool whose name is as long as names get';
  for (const named of document.querySelectorAll('button bdi')) named.textContent = long;
  document.querySelector('h1')!.textContent = `Ship or skip ${long}?`;
}

const boxesOf = async (page: Page) =>
  Promise.all((await page.locator('main button').all()).map((each) => each.boundingBox()));

const confirmed = (choice: 'ship' | 'skip') => ({
  choice,
  standing: 'confirmed',
  tool_id: tool!.id,
});

it('a page that nobody has seen casts nothing, however often it is loaded', async () => {
  const before = await readTallies();
  const { page } = await openVote(1, 'ship');
  await page.reload();
  await page.mouse.move(200, 300);
  expect(await heading(page)).toBe(`Ship or skip ${name}?`);
  expect(
    await page.getByText('your choice counts only if you press one of the buttons.').count(),
  ).toBe(1);
  expect(await castsOf(1)).toEqual([]);
  expect(await readTallies()).toEqual(before);
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
  it.each([
    ['confirm', 'ship', 12],
    ['change', 'skip', 17],
  ] as const)(
    'records what the mail named once the page is seen, and says so with a button to %s it',
    async (_, choice, reader) => {
      const { page, complaints } = await openVote(reader, 'ship', {});
      await shown(page, 'Recorded: Ship');
      expect(await page.title()).toContain('Recorded: Ship');
      expect(await page.getByRole('status').textContent()).toContain('this page recorded it');
      expect(await page.getByRole('button').allTextContents()).toEqual(BOTH);
      expect(await castsOf(reader)).toEqual([{ ...confirmed('ship'), standing: 'provisional' }]);
      const word = choice === 'ship' ? 'Ship' : 'Skip';
      await press(page, `${word} ${name}`);
      await shown(page, `Recorded: ${word}`);
      expect((await castsOf(reader)).at(-1)).toEqual(confirmed(choice));
      expect(complaints).toEqual([]);
    },
  );

  it.each([
    ['a phone', { width: 360, height: 640 }, 16],
    ['a desktop', { width: 1280, height: 800 }, 18],
  ])(
    'moves no button on %s: a press of Ship that is on its way stays one of Ship',
    async (_, viewport, reader) => {
      const { page } = await openVote(reader, 'ship', { ...HIDDEN, viewport });
      await page.evaluate(makeLong);
      const before = await boxesOf(page);
      const [ship] = before;
      await page.mouse.move(ship!.x + ship!.width / 2, ship!.y + ship!.height - 4);
      await page.mouse.down();
      await page.evaluate(see);
      await shown(page, 'Recorded: Ship');
      expect(await boxesOf(page)).toEqual(before);
      deps.clock.advance(5_000);
      await page.mouse.up();
      await expect.poll(async () => (await castsOf(reader)).at(-1)).toEqual(confirmed('ship'));
    },
  );

  it('leaves the focus where it is', async () => {
    const { page } = await openVote(19, 'ship');
    await page.getByRole('button', { name: `Skip ${name}` }).focus();
    await page.evaluate(see);
    await shown(page, 'Recorded: Ship');
    expect((await page.locator(':focus').textContent())?.trim()).toBe(`Skip ${name}`);
  });

  it('shows both buttons again when the page is loaded again, until one is pressed', async () => {
    const { page } = await openVote(20, 'ship', {});
    await shown(page, 'Recorded: Ship');
    await page.reload();
    expect(await heading(page)).toBe('Recorded: Ship');
    expect(await page.getByRole('button').allTextContents()).toEqual(BOTH);
    await page.goto(mailOf(20).votes[1]!);
    await page.waitForLoadState('networkidle');
    expect(await heading(page)).toBe('Recorded: Ship');
    expect(await page.getByRole('button').allTextContents()).toEqual(BOTH.toReversed());
    expect(await page.getByRole('status').textContent()).toContain('Ship was recorded earlier');
    await press(page, `Ship ${name}`);
    await page.getByRole('button', { name: `Change to Skip ${name}` }).waitFor();
    expect(await page.getByRole('button').count()).toBe(1);
  });

  it('waits for a tab in the background to be looked at', async () => {
    const { page } = await openVote(13, 'ship');
    expect(await castsOf(13)).toEqual([]);
    await page.evaluate(see);
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
    expect(await page.getByText(`You chose ${word} in the email.`).count()).toBe(1);
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
    'Skip to content',
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
  const { page: other } = await openVote(21, 'skip');
  await press(other, `Skip ${name}`);
  await shown(other, 'Recorded: Skip');
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
  expect(text).toContain(
    `${ship + skip} votes so far. We show a percentage once there are 20 votes.`,
  );
  expect(text).not.toContain('% community');
});

it('once voting has closed the page says so, has no button, and a page left open is refused in words', async () => {
  const { page: left } = await openVote(11, 'ship');
  deps.clock.advance(FORTNIGHT_MS);
  onTestFinished(() => deps.clock.advance(-FORTNIGHT_MS));
  const { page } = await openVote(11, 'ship');
  expect(await heading(page)).toBe('Voting has closed');
  expect(await page.getByRole('button').count()).toBe(0);
  await press(left, `Ship ${name}`);
  await shown(left, 'That didn’t work');
  expect(await left.getByRole('main').textContent()).toContain('this vote wasn’t counted');
  expect(await castsOf(11)).toEqual([]);
});
