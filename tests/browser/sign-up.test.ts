import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { setSetting } from '../../src/platform/settings/settings';
import { findReader, press } from '../helpers/fixtures/sign-up';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { openSite } from './open-site';

const { db, deps, mailOf, open } = await openSite(3);

async function openPage(path: string, javaScriptEnabled: boolean) {
  const { page, complaints, leave } = await open(path, { javaScriptEnabled });
  onTestFinished(leave);
  return { page, complaints };
}

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('%s', (name, script) => {
  const email = `${name.replace(/\W/g, '.').toLowerCase()}@example.com`;

  it('an address and a mail make a reader, by the keyboard alone, known as the same browser', async () => {
    const { page, complaints } = await openPage('/', script);
    await page.getByLabel('Your email address').focus();
    await page.keyboard.type(email);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Check your inbox' }).waitFor();
    await deps.settle();
    const [mail] = await mailsTo(deps, { address: email, kind: 'confirm' });
    await page.goto(pathIn(mail!, '/confirm/'));
    if (!script) {
      for (let tab = 0; tab < 5; tab += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
    }
    await page.getByRole('heading', { level: 1, name: 'You’re subscribed' }).waitFor();
    expect(await findReader(deps, email)).toMatchObject({
      state: 'confirmed',
      opens_consent_at: null,
    });
    const rows = await db
      .selectFrom('sign_ups')
      .select('same_browser')
      .where('state', '=', 'confirmed')
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(rows).toEqual([{ same_browser: true }]);
    expect(complaints).toEqual([]);
  });

  it('a pause is saved and shown again', async () => {
    const { page } = await openPage(mailOf(1).preferences, script);
    await page.getByRole('radio', { name: /^Pause for this many issues/ }).check();
    await page.getByLabel('Number of issues to pause for').fill('3');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    expect(await page.getByLabel('Number of issues to pause for').inputValue()).toBe('3');
    expect(await page.getByRole('radio', { name: /^Pause for this many issues/ }).isChecked()).toBe(
      true,
    );
  });

  it('topics are chosen by the keyboard alone, saved and shown again', async () => {
    const { page, complaints } = await openPage(mailOf(1).preferences, script);
    const topics = page.getByRole('group', { name: 'Topics' });
    await topics.getByRole('checkbox', { name: 'Design', exact: true }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await page.getByText('Saved.').waitFor();
    const ticked = await topics.getByRole('checkbox', { checked: true }).all();
    expect(await Promise.all(ticked.map((box) => box.getAttribute('value')))).toEqual(['Design']);
    await topics.getByRole('checkbox', { name: 'Design', exact: true }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(async () => (await findReader(deps, mailOf(1).to))!.topics).toBeNull();
    expect(complaints).toEqual([]);
  });

  it('an unsubscribe on the page can be undone in the same browser', async () => {
    const reader = script ? 2 : 3;
    const { page } = await openPage(mailOf(reader).unsubscribe, script);
    await page.getByLabel(/^Why/).selectOption('too-many');
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByRole('heading', { level: 1, name: 'You’re on the list' }).waitFor();
    expect((await findReader(deps, `reader${reader}@example.com`))!.state).toBe('confirmed');
  });
});

describe('the confirm page', () => {
  async function signUpIn(page: Page, email: string): Promise<string> {
    await page.getByLabel('Your email address').fill(email);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your inbox' }).waitFor();
    await deps.settle();
    const [mail] = await mailsTo(deps, { address: email, kind: 'confirm' });
    return pathIn(mail!, '/confirm/');
  }

  it('asks about opens after it has confirmed by itself; a press says yes, and going back says so again', async () => {
    const { page, complaints } = await openPage('/', true);
    const path = await signUpIn(page, 'self@example.com');
    await page.goto(path);
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByText('Thank you').waitFor();
    expect((await findReader(deps, 'self@example.com'))!.opens_consent_at).toEqual(deps.now());
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: 'You’re subscribed' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('waits for a press in any other browser, whatever else happens there', async () => {
    const { page } = await openPage('/', true);
    const path = await signUpIn(page, 'other@example.com');
    const { page: scanner } = await openPage(path, true);
    await scanner.mouse.wheel(0, 600);
    await scanner.reload({ waitUntil: 'networkidle' });
    expect(await scanner.locator('script').count()).toBe(0);
    expect(await findReader(deps, 'other@example.com')).toBeUndefined();
    await scanner.getByRole('button', { name: 'Yes, sign me up' }).click();
    await scanner.getByRole('heading', { level: 1, name: 'You’re subscribed' }).waitFor();
    expect((await findReader(deps, 'other@example.com'))!.state).toBe('confirmed');
  });

  it('waits in a tab that nobody has looked at yet', async () => {
    const { page, leave } = await open('/', { isHidden: true });
    onTestFinished(leave);
    await page.goto(await signUpIn(page, 'tab@example.com'), { waitUntil: 'networkidle' });
    expect(await findReader(deps, 'tab@example.com')).toBeUndefined();
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { get: () => 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByRole('heading', { level: 1, name: 'You’re subscribed' }).waitFor();
  });

  it('has a small script', async () => {
    expect((await stat('public/confirm.js')).size).toBeLessThan(1_000);
  });
});

it('the page behind a one-time link downloads what is kept as a file', async () => {
  await press(deps, mailOf(1).preferences, { act: 'link' });
  const [letter] = await mailsTo(deps, { address: mailOf(1).to, kind: 'manage' });
  const { page } = await openPage(pathIn(letter!, '/manage/'), true);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /JSON/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('your-data.json');
});

describe('with the puzzle set on', () => {
  const turn = (value: 'on' | 'off') =>
    setSetting(db, { name: 'sign-up-puzzle', value, at: deps.now() });
  beforeAll(() => turn('on'));
  afterAll(() => turn('off'));

  it('the browser solves it by itself, says so, and signing up takes one press or two', async () => {
    const { page, complaints } = await openPage('/', true);
    await holdCrypto(page);
    await page.getByLabel('Your email address').fill('solver@example.com');
    await page.getByRole('button', { name: 'Sign up' }).dblclick();
    await page.getByRole('status').getByText('One moment').waitFor();
    await page.getByLabel('Your email address').pressSequentially('x');
    expect(await page.getByLabel('Your email address').inputValue()).toContain('x');
    await page.keyboard.press('Backspace');
    await page.evaluate('release()');
    await page.getByRole('heading', { level: 1, name: 'Check your inbox' }).waitFor();
    await deps.settle();
    const address = 'solver@example.com';
    expect(await mailsTo(deps, { address, kind: 'confirm' })).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('a page that was open too long sends nothing, keeps the address, and the next press works', async () => {
    const { page } = await openPage('/signup', true);
    await page.getByLabel('Your email address').fill('late@example.com');
    deps.clock.advance(11 * 60_000);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('open for more than ten minutes').waitFor();
    expect(await page.getByLabel('Your email address').inputValue()).toBe('late@example.com');
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.getByRole('heading', { level: 1, name: 'Check your inbox' }).waitFor();
  });

  it('without JavaScript the page says what to expect, and a press is one of the few', async () => {
    const { page } = await openPage('/', false);
    await page.locator('noscript p').waitFor();
    await page.getByLabel('Your email address').fill('bare@example.com');
    await page.keyboard.press('Enter');
    await page
      .getByText('Without JavaScript, we can currently send only a few confirmation emails an hour')
      .waitFor();
  });

  it('a browser that cannot solve it says so and sends nothing', async () => {
    const { page } = await openPage('/signup', true);
    await page.evaluate(() => Object.defineProperty(crypto, 'subtle', { value: undefined }));
    await page.getByLabel('Your email address').fill('old@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('couldn’t solve the puzzle').waitFor();
    expect(new URL(page.url()).pathname).toBe('/signup');
  });

  it('the script is small', async () => {
    expect((await stat('public/sign-up.js')).size).toBeLessThan(2_500);
  });
});

/** Holds the page's solver until the test says `release()`. */
function holdCrypto(page: Page): Promise<void> {
  return page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...all: unknown[]) => unknown;
    const held = async (...all: unknown[]) => {
      await promise;
      return importKey(...all);
    };
    Object.assign(globalThis, { release: resolve });
    Object.defineProperty(crypto.subtle, 'importKey', { value: held });
  });
}
