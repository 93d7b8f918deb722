import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { setVerdict } from '../../src/catalog/set-verdict';
import { importParts } from '../helpers/fixtures/catalog';
import { usualQuotes } from '../helpers/fixtures/page';
import { openSite } from './open-site';

const { db, open } = await openSite(1);

const HOSTILE = '</section><script>alert(1)</script> &amp; $& {{slot}} \'" 🚀 שלום';
const quotes = usualQuotes({ 0: HOSTILE, 3: 'مرحبا بالعالم' });
const hostile = { name: HOSTILE, tagline: HOSTILE, category: HOSTILE, description: HOSTILE };
const { slug } = await importParts(db, { first: { ...hostile, panel: '75%' }, quotes });
const [first, second] = (await db.selectFrom('tools').select('slug').orderBy('id').execute()).slice(
  -2,
);
for (const [seat, verdict] of [
  ['builder', 'ship'],
  ['skeptic', 'skip'],
  ['futurist', 'ship'],
] as const) {
  await setVerdict(db, { comparison: slug, tool: first!.slug, seat, verdict, at: new Date(0) });
}

async function openComparison(width = 1280): Promise<Page> {
  const { page, leave } = await open(`/comparisons/${slug}`, { viewport: { width, height: 800 } });
  onTestFinished(leave);
  return page;
}

it('imported text is shown exactly, whatever markup it looks like', async () => {
  const page = await openComparison();
  const summary = page.getByRole('region', { name: HOSTILE }).first();
  expect(await summary.locator('h2, h2 + p, > p[dir]').allTextContents()).toEqual(
    Array(3).fill(HOSTILE),
  );
  expect(await page.locator('.eyebrow').textContent()).toBe(`${HOSTILE} · Writing Tools`);
  expect(await page.locator('blockquote').allTextContents()).toEqual(quotes);
  expect(await page.locator('script').count()).toBe(0);
});

it('each seat sets both tools side by side, with its verdict on each as a word', async () => {
  const page = await openComparison();
  const seats = await page.locator('.seat').evaluateAll((all) =>
    all.map((seat) => ({
      name: seat.querySelector('h3')?.textContent,
      verdicts: [...seat.querySelectorAll('.verdict')].map((verdict) => verdict.textContent),
    })),
  );
  expect(seats).toEqual([
    { name: 'Builder', verdicts: ['Ship', 'Not disclosed'] },
    { name: 'Skeptic', verdicts: ['Skip', 'Not disclosed'] },
    { name: 'Futurist', verdicts: ['Ship', 'Not disclosed'] },
    { name: 'Guest', verdicts: ['Not disclosed', 'Not disclosed'] },
  ]);
});

it('ship, skip and not disclosed differ in form as well as in colour: filled, outlined, bare', async () => {
  const page = await openComparison();
  const looks = await Promise.all(
    ['ship', 'skip', 'unknown'].map((verdict) =>
      page
        .locator(`.verdict.${verdict}`)
        .first()
        .evaluate((label) => {
          const { backgroundColor, borderTopColor } = getComputedStyle(label);
          const clear = 'rgba(0, 0, 0, 0)';
          return { isFilled: backgroundColor !== clear, isOutlined: borderTopColor !== clear };
        }),
    ),
  );
  expect(looks).toEqual([
    { isFilled: true, isOutlined: true },
    { isFilled: false, isOutlined: true },
    { isFilled: false, isOutlined: false },
  ]);
});

it('the bar is as wide as the panel’s share, and the number beside it says the same', async () => {
  const page = await openComparison();
  const shares = await page.locator('.share-bar').evaluateAll((bars) =>
    bars.map((bar) => {
      const filled = bar.querySelector('rect')!.getBoundingClientRect().width;
      return Math.round((100 * filled) / bar.getBoundingClientRect().width);
    }),
  );
  expect(shares).toEqual([75, 50]);
  expect(await page.locator('.share strong').allTextContents()).toEqual(['75%', '50%']);
});

it('the two tools line up part by part on a wide screen, and follow one another on a phone', async () => {
  const boxes = (page: Page) =>
    Promise.all(
      [first!, second!].flatMap(({ slug }) =>
        ['h2', 'dl'].map((part) =>
          page.locator(`section[aria-labelledby="tool-${slug}"] ${part}`).boundingBox(),
        ),
      ),
    );
  const [name, facts, secondName, secondFacts] = await boxes(await openComparison(1280));
  expect([secondName!.y, secondFacts!.y]).toEqual([name!.y, facts!.y]);
  expect(secondName!.x).toBeGreaterThan(name!.x + name!.width);
  const [, phoneFacts, phoneSecond] = await boxes(await openComparison(360));
  expect(phoneSecond!.y).toBeGreaterThan(phoneFacts!.y + phoneFacts!.height);
  expect(phoneSecond!.x).toBe(phoneFacts!.x);
});
