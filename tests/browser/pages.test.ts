import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setSetting } from '../../src/platform/settings/settings';
import { press, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { findViolations } from '../helpers/processes/axe';
import { openSite } from './open-site';

const { db, deps, issue, mailOf, open } = await openSite(4);
const [vote, laterVote] = [mailOf(1).votes[0]!, mailOf(2).votes[1]!];
const { slug } = await db
  .selectFrom('entries')
  .innerJoin('comparisons', 'comparisons.id', 'entries.comparison_id')
  .select('slug')
  .orderBy('entries.position')
  .executeTakeFirstOrThrow();

const { slug: tool } = await db
  .selectFrom('tools')
  .select('slug')
  .orderBy('name')
  .executeTakeFirstOrThrow();

await press(deps, mailOf(1).preferences, { act: 'link' });
const [letter] = await mailsTo(deps, { address: mailOf(1).to, kind: 'manage' });
const managePath = pathIn(letter!, '/manage/');
const attempt = await signUp(deps, 'newcomer@example.com');
const here = await signUp(deps, 'here@example.com');

type Undo = () => unknown;

interface Case {
  name: string;
  path: string;
  h1: string | RegExp;
  /** A button to press after opening. */
  press?: RegExp;
  /** Gives back what undoes it. */
  before?: () => Undo | Promise<Undo>;
  isHidden?: boolean;
  /** As a browser that was given this cookie. */
  cookie?: string;
  /** An archived issue is a mail, without the frame of the other pages. */
  isMail?: boolean;
}

const FORTNIGHT_MS = 14 * 24 * 60 * 60 * 1000;

function closeBallot() {
  deps.clock.advance(FORTNIGHT_MS);
  return () => deps.clock.advance(-FORTNIGHT_MS);
}

async function askForPuzzle() {
  const setPuzzle = (value: string) =>
    setSetting(db, { name: 'sign-up-puzzle', value, at: deps.now() });
  await setPuzzle('on');
  return () => setPuzzle('off');
}

const cases: Case[] = [
  { name: 'home', path: '/', h1: 'Which one should you ship with?' },
  { name: 'the list of issues', path: '/issues', h1: 'All issues' },
  { name: 'an archived issue', path: '/issues/1', h1: issue.subject, isMail: true },
  { name: 'a comparison', path: `/comparisons/${slug}`, h1: / vs / },
  { name: 'what readers said', path: '/issues/1/results', h1: 'What readers said about issue 1' },
  { name: 'a tool', path: `/tools/${tool}`, h1: /./ },
  { name: 'how votes count', path: '/how-votes-count', h1: 'How votes are counted' },
  { name: 'the vote page', path: vote, h1: /^Ship or skip /, isHidden: true },
  {
    name: 'the pressed vote',
    path: laterVote,
    h1: 'Recorded: Skip',
    press: /^Skip /,
    isHidden: true,
  },
  { name: 'the vote that the page recorded', path: mailOf(3).votes[2]!, h1: 'Recorded: Ship' },
  { name: 'a cut-off vote link', path: `${vote.slice(0, 20)}/1`, h1: 'Page not found' },
  { name: 'the unsubscribe page', path: mailOf(3).unsubscribe, h1: 'Unsubscribe?' },
  {
    name: 'the end of a subscription',
    path: mailOf(4).unsubscribe,
    h1: 'You’re unsubscribed',
    press: /^Unsubscribe$/,
  },
  { name: 'the sign-up page', path: '/signup', h1: 'Sign up' },
  { name: 'the confirm page', path: attempt.path, h1: 'Confirm your subscription' },
  {
    name: 'the page after a confirmation by itself',
    path: here.path,
    h1: 'You’re subscribed',
    cookie: here.cookie,
  },
  { name: 'the preferences', path: mailOf(1).preferences, h1: 'Your preferences' },
  {
    name: 'the saved preferences',
    path: mailOf(1).preferences,
    h1: 'Your preferences',
    press: /^Save$/,
  },
  { name: 'the page behind a one-time link', path: managePath, h1: 'Your data' },
  {
    name: 'the sign-up page with its puzzle',
    path: '/signup',
    h1: 'Sign up',
    before: askForPuzzle,
  },
  { name: 'a missing page', path: '/nowhere', h1: 'Page not found' },
  { name: 'a closed vote', path: vote, h1: 'Voting has closed', before: closeBallot },
];

describe.each(cases)('$name', ({ path, h1, press: button, before, isHidden, cookie, isMail }) => {
  let page: Page;
  let complaints: string[];
  let undo: Undo | undefined;
  let leave: () => Promise<void>;
  beforeAll(async () => {
    undo = await before?.();
    const storageState = cookie && holding(cookie);
    ({ page, complaints, leave } = await open(path, { isHidden, storageState }));
    if (button) await page.getByRole('button', { name: button }).click();
    await page.getByRole('heading', { level: 1, name: h1 }).waitFor();
  });
  afterAll(async () => {
    await undo?.();
    await leave();
  });

  if (!isMail) {
    it('begins with a skip link that appears on focus and leads past the header', async () => {
      await page.keyboard.press('Tab');
      const link = page.locator(':focus');
      expect(await link.textContent()).toBe('Skip to content');
      expect((await link.boundingBox())!.y).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Enter');
      expect(await page.locator(':focus').getAttribute('id')).toBe('content');
      await page.keyboard.press('Tab');
      expect(await page.locator('main :focus').count()).toBe(1);
    });

    it('gives every link and button at least 44 px of height on a phone', async () => {
      await page.setViewportSize({ width: 360, height: 800 });
      const heights = await page
        .locator('a, button')
        .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
      expect(heights.length).toBeGreaterThan(2);
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    });

    it('has no style in its markup but the heights that vote.js keeps, and asks for nothing from elsewhere', async () => {
      const html = await page.content();
      expect(html).not.toMatch(
        / style=(?!"min-height: [\d.]+px;")|<style|<script(?! src="\/(?:vote|sign-up)\.js")/,
      );
      expect([...html.matchAll(/(?:href|src|action)="(?!\/|#)([^"]*)/g)]).toEqual([]);
    });
  }

  it('has one h1 that says what the page is, a language, a title and one main landmark', async () => {
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([
      typeof h1 === 'string' ? h1 : expect.stringMatching(h1),
    ]);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(await page.title()).not.toBe('');
    expect(await page.getByRole('main').count()).toBe(1);
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility faults that axe finds, %s',
    async (scheme) => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await findViolations(page, rulesIn(scheme)), `${width} px`).toEqual([]);
      }
    },
  );

  it('never scrolls sideways, at 360 or at 1280 px', async () => {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });

  it('loads at most 15 kB of script', async () => {
    const sizes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter((entry): entry is PerformanceResourceTiming => 'initiatorType' in entry)
        .filter(({ initiatorType }) => initiatorType === 'script')
        .map(({ decodedBodySize }) => decodedBodySize),
    );
    expect(sizes.length).toBeGreaterThanOrEqual(await page.locator('script').count());
    expect(sizes).not.toContain(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(15_000);
  });

  it('has no words that run together where a flex box drops the spaces between its parts', async () => {
    expect(await page.locator('body *').evaluateAll(swallowed)).toEqual([]);
  });

  it('causes no browser warnings, content policy included', () => {
    expect(complaints).toEqual([]);
  });
});

/** A browser's state that holds one cookie of this site. */
function holding(cookie: string) {
  const [name, value] = cookie.split('=') as [string, string];
  const where = { domain: '127.0.0.1', path: '/', expires: -1 };
  const how = { secure: true, httpOnly: true, sameSite: 'Lax' as const };
  return { cookies: [{ name, value, ...where, ...how }], origins: [] };
}

/** The texts of flex boxes in which words lose the space beside a sibling. */
function swallowed(elements: Element[]): string[] {
  return elements
    .filter((each) => /flex|grid/.test(getComputedStyle(each).display))
    .filter(({ childNodes }) => childNodes.length > 1)
    .filter(({ childNodes }) =>
      [...childNodes].some((node) => node.nodeType === 3 && /^\s|\s$/.test(node.nodeValue ?? '')),
    )
    .map(({ textContent }) => textContent ?? '');
}

/** In the dark only what colours can spoil, as all the rest is as it is in the light. */
const rulesIn = (scheme: 'light' | 'dark') => (scheme === 'dark' ? { runOnly: ['cat.color'] } : {});
