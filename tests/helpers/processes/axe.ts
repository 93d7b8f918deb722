import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

type WithAxe = typeof globalThis & { axe: typeof axe };

/** The accessibility faults that axe finds in a page: of each, its rule and the first element. */
export async function findViolations(page: Page, options: RunOptions = {}): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (chosen) => (globalThis as WithAxe).axe.run(document, chosen),
    { resultTypes: ['violations' as const], iframes: false, ...options },
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
