import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { findViolations } from '../helpers/processes/axe';
import { openChromium } from '../helpers/processes/chromium';
import { call, openEmulator } from './emulator';
import { makeMail, makeMails, toBytes } from './sample-mails';

const browser = await openChromium();

async function openPage(width: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  onTestFinished(() => page.close());
  return page;
}

async function openMailbox(mails: unknown[]) {
  const emulator = await openEmulator();
  const { json } = await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  return { url: emulator.mailboxUrl, ids: (json as { data: { id: string }[] }).data };
}

/** A site that a mail may link to, and the paths that were asked of it. */
async function openSite() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Vote</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

it('has accessible pages, none of which scrolls sideways on a phone', async () => {
  const { url, ids } = await openMailbox([
    ...makeMails(60),
    makeMail({
      headers: { 'List-Unsubscribe': `<https://verdicts.example.com/${'x'.repeat(200)}>` },
    }),
  ]);
  const page = await openPage(360);
  for (const path of ['/', '/?to=nobody', `/mails/${ids.at(-1)!.id}`, '/nowhere']) {
    await page.goto(url + path);
    for (const details of await page.locator('summary').all()) await details.click();
    expect(await findViolations(page), path).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(360);
  }
});

it('runs no script of a mail, sends none of its forms, and opens its links outside the frame', async () => {
  const site = await openSite();
  const { url, ids } = await openMailbox([
    makeMail({
      html: `<html><head><script>fetch('${site.url}/script')</script></head><body>
        <img src="${site.url}/pixel" alt="">
        <form action="${site.url}/form"><button>Send</button></form>
        <a href="${site.url}/vote">Ship</a></body></html>`,
    }),
  ]);
  const page = await openPage(1280);
  await page.goto(`${url}/mails/${ids[0]!.id}`);
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button').click();
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    frame.getByRole('link').click(),
  ]);
  await opened.waitForLoadState();
  expect(await opened.title()).toBe('Vote');
  expect(page.url()).toBe(`${url}/mails/${ids[0]!.id}`);
  expect(site.asked.filter((path) => path !== '/favicon.ico').sort()).toEqual(['/pixel', '/vote']);
});
