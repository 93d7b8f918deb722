import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { createApp } from '../../src/app';
import { serveApp } from '../../src/local/serve';
import { openChromium } from '../helpers/chromium';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/sent-issue';

/** The real app with an issue sent to some readers, served on a port of its own, and a browser before it. */
export async function openSite(readers: number) {
  const db = await cloneDatabase();
  const sent = await sendIssue(db, readers);
  const serving = await serveApp(sent.deps, { createApp, hostname: '127.0.0.1', port: 0 });
  afterAll(() => serving.close());
  const browser = await openChromium();
  afterAll(() => browser.close());
  const baseURL = `http://127.0.0.1:${serving.port}`;
  return {
    ...sent,
    db,
    open: (path: string, options?: BrowserContextOptions) =>
      openPage(browser, path, { baseURL, ...options }),
  };
}

/** A page in a fresh profile, and everything that the browser complains of from its start. */
async function openPage(browser: Browser, path: string, options: BrowserContextOptions) {
  const page = await browser.newPage({ reducedMotion: 'reduce', ...options });
  const complaints = listen(page);
  await page.goto(path);
  return { page, complaints };
}

/** A page that is answered with 404 or 409 on purpose is no complaint; what it asks for itself is. */
function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const ownStatus = /^Failed to load resource/.test(message.text());
    if (!ownStatus || message.location().url !== page.url()) complaints.push(message.text());
  });
  return complaints;
}
