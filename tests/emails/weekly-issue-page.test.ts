import { afterAll, describe, expect, it } from 'vitest';
import type { WeeklyIssueProps } from '../../emails/props';
import { renderWeeklyIssue } from '../../emails/render';
import { findViolations } from '../helpers/processes/axe';
import { openChromium } from '../helpers/processes/chromium';
import { HOSTILE, hostileProps } from './hostile-props';
import { sampleCard, sampleCards, sampleProps } from './sample-props';

const page = await (await openChromium()).newPage();
afterAll(() => page.context().close());

const archive = () => sampleProps({ unsubscribeUrl: null, preferencesUrl: null, pixelSlot: null });
const mail = () => sampleProps({ pixelSlot: null });

interface View {
  width?: number;
  scheme?: 'light' | 'dark';
  /** A mail program that drops the style sheets. */
  unstyled?: boolean;
}

/** In the file's one page, whose last mail goes. */
async function show(props: WeeklyIssueProps, { width = 600, scheme, unstyled }: View = {}) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  const { html } = await renderWeeklyIssue(props);
  await page.setContent(unstyled ? html.replace(/<style>.*?<\/style>/gs, '') : html);
}

describe('the structure', () => {
  it('says language and direction on html and again on the wrapper, body’s only element', async () => {
    await show(mail());
    const said = await page.evaluate(() =>
      [document.documentElement, ...document.body.children].map((element) => [
        element.getAttribute('lang'),
        element.getAttribute('dir'),
      ]),
    );
    expect(said).toEqual([
      ['en', 'ltr'],
      ['en', 'ltr'],
    ]);
  });

  it('marks every table as presentation', async () => {
    await show(mail());
    const roles = await page.locator('table').evaluateAll((tables) => tables.map((t) => t.role));
    expect(roles.length).toBeGreaterThan(40);
    expect(new Set(roles)).toEqual(new Set(['presentation']));
  });

  it('has one h1, an h2 for each card and an h3 for each of its tools, in this order', async () => {
    await show(mail());
    const levels = await headings();
    expect(levels.map(([tag]) => tag)).toEqual(['H1', ...Array(5).fill(['H2', 'H3', 'H3']).flat()]);
    expect(levels.slice(4, 7).map(([, text]) => text)).toEqual([
      'Paperboy Agent vs Loomwright',
      'Paperboy Agent',
      'Loomwright',
    ]);
  });

  it('names the tool on each vote button, so that each stands on its own', async () => {
    await show(mail());
    const texts = await page.locator('a[href*="/v/"]').allTextContents();
    const names = sampleCards().flatMap(({ sides }) => sides.map(({ tool }) => tool.name));
    expect(texts).toEqual(names.flatMap((name) => [`Ship ${name}`, `Skip ${name}`]));
  });

  it('keeps hostile text inside the element that it was written into', async () => {
    await show(mail());
    const expected = await page.locator('table').count();
    await show(hostileProps());
    expect(await page.locator('h3').allTextContents()).toEqual(Array(10).fill(HOSTILE));
    expect(await page.title()).toBe(HOSTILE);
    expect(await page.locator('script').count()).toBe(0);
    expect(await page.locator('table').count()).toBe(expected);
  });
});

describe('accessibility', () => {
  for (const scheme of ['light', 'dark'] as const) {
    it(`has no accessibility faults that axe finds in the mail, ${scheme}`, async () => {
      await show(mail(), { scheme });
      expect(await findViolations(page)).toEqual([]);
    });

    it(`has no accessibility faults that axe finds in the archive, ${scheme}`, async () => {
      await show(archive(), { scheme });
      expect(await findViolations(page)).toEqual([]);
    });
  }

  it('tells Ship from Skip without colour: one is filled, the other outlined', async () => {
    await show(mail());
    const looks = await page
      .locator('.ship, .skip')
      .evaluateAll((cells) => cells.slice(0, 2).map((cell) => getComputedStyle(cell)))
      .then((styles) => styles.map((style) => style.backgroundColor === style.borderTopColor));
    expect(looks).toEqual([true, false]);
  });
});

describe('the layout', () => {
  for (const unstyled of [false, true]) {
    const how = unstyled ? 'without its style sheets' : 'as written';

    it(`puts the sides side by side from 600 px on, ${how}`, async () => {
      for (const width of [600, 900]) {
        await show(mail(), { width, unstyled });
        const [first, second] = await sides();
        expect(second!.y).toBe(first!.y);
        expect(second!.x).toBeGreaterThanOrEqual(first!.x + first!.width);
      }
    });

    it(`puts one side above the other at 360 px, ${how}`, async () => {
      await show(mail(), { width: 360, unstyled });
      const [first, second] = await sides();
      expect(second!.y).toBeGreaterThanOrEqual(first!.y + first!.height);
      expect(second!.x).toBe(first!.x);
    });

    it(`never needs scrolling sideways, not for a name of 90 letters, ${how}`, async () => {
      for (const width of [360, 600]) {
        await show(longNames(), { width, unstyled });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    });
  }

  it('lines the two sides’ buttons up where the names differ in length', async () => {
    await show(mail(), { width: 600 });
    const tops = await page
      .locator('.ship')
      .evaluateAll((buttons) => buttons.slice(0, 2).map((b) => b.getBoundingClientRect().top));
    expect(tops[0]).toBe(tops[1]);
  });

  it('draws the bar as wide as the panel’s share, and none at 0%', async () => {
    await show(mail(), { width: 600 });
    const shares = await page.locator('.track').evaluateAll((bars) =>
      bars.map((bar) => {
        const filled = bar.querySelector('.bar')?.getBoundingClientRect().width ?? 0;
        return Math.round((100 * filled) / bar.getBoundingClientRect().width);
      }),
    );
    const expected = sampleCards().flatMap(({ sides }) => sides.map((side) => side.panel_ship));
    shares.forEach((share, at) => {
      expect(Math.abs(share - expected[at]!)).toBeLessThanOrEqual(1);
    });
  });

  it('hides the preheader from sight but not from the mail’s source', async () => {
    await show(mail());
    const preheader = page.getByText(mail().preheader);
    expect(await preheader.count()).toBe(1);
    expect(await preheader.isVisible()).toBe(false);
  });
});

function headings(): Promise<[string, string | null][]> {
  return page
    .locator('h1, h2, h3, h4, h5, h6')
    .evaluateAll((all) => all.map((each) => [each.tagName, each.textContent]));
}

async function sides() {
  const cells = page.locator('.side');
  return Promise.all([cells.nth(0).boundingBox(), cells.nth(1).boundingBox()]);
}

function longNames(): WeeklyIssueProps {
  const [{ sides: long }] = sampleCards() as [ReturnType<typeof sampleCard>];
  const name = 'Refactoring'.repeat(9).slice(0, 90);
  const side = { ...long[0], tool: { ...long[0].tool, name } };
  return sampleProps({ pixelSlot: null, subject: name, cards: [sampleCard(0, [side, side])] });
}
