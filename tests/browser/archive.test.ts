import { expect, it, onTestFinished } from 'vitest';
import { PUBLIC_URL } from '../helpers/deps';
import { openSite } from './open-site';

const { issue, mailOf, open } = await openSite(2);

async function openArchive() {
  const { page, complaints, leave } = await open(`/issues/${issue.number}`);
  onTestFinished(leave);
  return { page, complaints };
}

it('the archived issue holds no token of any reader, no pixel, no form and no script', async () => {
  const { page } = await openArchive();
  const html = await page.content();
  expect(html).not.toMatch(/\/(?:v|c|o|u|unsubscribe|preferences)\//);
  expect(html).not.toMatch(/[a-z2-7]{42}/);
  expect(await page.locator('img, form, script, iframe').count()).toBe(0);
  expect(mailOf(1).html).toMatch(/[a-z2-7]{42}/);
});

it('every vote button of the archive leads to the comparison of its card, where the tool stands', async () => {
  const { page } = await openArchive();
  const buttons = await page
    .locator('.ship a, .skip a')
    .evaluateAll((all) => all.map((a) => ({ text: a.textContent, href: a.getAttribute('href') })));
  expect(buttons).toHaveLength(mailOf(1).votes.length);
  for (const { text, href } of buttons) {
    expect(href).toMatch(new RegExp(`^${PUBLIC_URL}/comparisons/[a-z0-9-]+$`));
    if (new URL(page.url()).pathname !== new URL(href!).pathname) {
      await page.goto(new URL(href!).pathname);
    }
    const tools = await page.locator('main section h2').allTextContents();
    expect(tools).toContain(text!.replace(/^(Ship|Skip) /, ''));
  }
});

it('reading the archive and a comparison makes no request beyond the site itself', async () => {
  const { page } = await openArchive();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const own = new URL(page.url()).origin;
  await page.reload();
  await page.goto('/issues');
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter((url) => !url.startsWith(own))).toEqual([]);
});
