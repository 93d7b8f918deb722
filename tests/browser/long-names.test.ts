import { expect, it, onTestFinished } from 'vitest';
import { openSite } from './open-site';

const { db, mailOf, open } = await openSite(2);
const unbroken = 'Refactoring'.repeat(9).slice(0, 90);
await db.updateTable('tools').set({ name: unbroken }).execute();
await db.updateTable('sides').set({ category: unbroken, entry_price: unbroken }).execute();
await db.updateTable('reviews').set({ quote: unbroken }).execute();
await db.updateTable('issues').set({ subject: unbroken, preheader: unbroken }).execute();
const { slug } = await db.selectFrom('comparisons').select('slug').executeTakeFirstOrThrow();

it.each([
  ['the list of issues', '/issues'],
  ['a comparison', `/comparisons/${slug}`],
  ['the vote page', mailOf(1).votes[0]!],
])('%s needs no scrolling sideways for words of 90 letters', async (_, path) => {
  for (const width of [360, 640, 1280]) {
    const { page, leave } = await open(path, { viewport: { width, height: 800 } });
    onTestFinished(leave);
    expect(await page.getByRole('main').textContent()).toContain(unbroken);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const wider = await page.evaluate(() => {
      const { right } = document.querySelector('main')!.getBoundingClientRect();
      const texts = [...document.querySelectorAll('main *')];
      return texts.filter((text) => text.getBoundingClientRect().right > right + 1).length;
    });
    expect(wider, `${width} px`).toBe(0);
  }
});
