import { describe, expect, it, onTestFinished } from 'vitest';
import { openSite } from './open-site';

const { db, mailOf, open } = await openSite(4);

async function openUnsubscribe(reader: number, javaScriptEnabled = true) {
  const { page, complaints, leave } = await open(mailOf(reader).unsubscribe, { javaScriptEnabled });
  onTestFinished(leave);
  return { page, complaints };
}

async function stateOf(reader: number): Promise<string> {
  const { state } = await db
    .selectFrom('subscribers')
    .select('state')
    .where('email', '=', `reader${reader}@example.com`)
    .executeTakeFirstOrThrow();
  return state;
}

it('opening the page and reloading it changes nothing', async () => {
  const { page } = await openUnsubscribe(1);
  await page.reload();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Unsubscribe?');
  expect(await stateOf(1)).toBe('confirmed');
});

describe.each([
  ['with JavaScript', true, 2],
  ['without JavaScript', false, 3],
])('%s', (_, script, reader) => {
  it('the page’s one button unsubscribes its reader and nobody else, and says so', async () => {
    const { page, complaints } = await openUnsubscribe(reader, script);
    expect(await page.getByRole('button').allTextContents()).toEqual(['Unsubscribe']);
    await page.getByRole('button').click();
    await page.getByRole('heading', { level: 1, name: 'You’re unsubscribed' }).waitFor();
    expect(await stateOf(reader)).toBe('unsubscribed');
    expect(await stateOf(1)).toBe('confirmed');
    expect(complaints).toEqual([]);
  });
});

it('the keyboard alone is enough to unsubscribe', async () => {
  const { page } = await openUnsubscribe(4);
  for (let tab = 0; tab < 5; tab += 1) await page.keyboard.press('Tab');
  expect(await page.locator(':focus').textContent()).toBe('Unsubscribe');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'You’re unsubscribed' }).waitFor();
  expect(await stateOf(4)).toBe('unsubscribed');
});
