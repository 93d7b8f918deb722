import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { createApp } from '../../src/app';
import { serveApp } from '../../src/node/serve';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { openChromium } from '../helpers/processes/chromium';

/** A reader takes a moment before pressing anything; the app's clock stands still otherwise. */
const READING_MS = 5_000;

interface OpenOptions extends BrowserContextOptions {
  /** As in a tab that nobody has looked at yet: the vote page's script waits. */
  isHidden?: boolean;
}

/** The real app with an issue sent to some readers, served on a port of its own, and a browser before it. */
export async function openSite(readers: number) {
  const db = await cloneDatabase();
  const sent = await sendIssue(db, readers);
  const config = { ...sent.deps.config, trustedProxies: ['127.0.0.1'] };
  const deps = { ...sent.deps, config };
  const serving = await serveApp(deps, { createApp, hostname: '127.0.0.1', port: 0 });
  afterAll(() => serving.close());
  const browser = await openChromium();
  const pages = new Pages(browser);
  afterAll(() => pages.close());
  const baseURL = `http://127.0.0.1:${serving.port}`;
  return {
    ...sent,
    db,
    open: async (path: string, options?: OpenOptions) => {
      const opened = await pages.open(path, { baseURL, ...options });
      sent.deps.clock.advance(READING_MS);
      return opened;
    },
  };
}

interface Opened {
  page: Page;
  /** Everything that the browser complains of from its start. */
  complaints: string[];
}

/** As in a fresh profile. One that was left is used again, without its cookies: a new one is slow. */
class Pages {
  readonly #browser: Browser;
  readonly #left = new Map<string, Opened[]>();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async open(path: string, { viewport, ...options }: OpenOptions) {
    const kind = JSON.stringify(options);
    const opened = this.#left.get(kind)?.pop() ?? (await this.#make(options));
    if (viewport) await opened.page.setViewportSize(viewport);
    await opened.page.goto(path);
    const leave = async () => {
      // Of the same site, or the browser would start another process for it.
      const isFree = await opened.page.goto('/healthz').catch(() => null);
      // On its way to another page, or made with cookies that it would lose.
      if (!isFree || options.storageState) return opened.page.context().close();
      await forget(opened);
      this.#left.set(kind, [...(this.#left.get(kind) ?? []), opened]);
    };
    return { ...opened, leave };
  }

  async close(): Promise<void> {
    const left = [...this.#left.values()].flat();
    await Promise.all(left.map(({ page }) => page.context().close()));
  }

  async #make({ isHidden, ...options }: OpenOptions): Promise<Opened> {
    const userAgent = readersAgent(this.#browser);
    const page = await this.#browser.newPage({ reducedMotion: 'reduce', userAgent, ...options });
    if (isHidden) await page.addInitScript(hide);
    return { page, complaints: listen(page) };
  }
}

async function forget({ page, complaints }: Opened): Promise<void> {
  await page.context().clearCookies();
  await page.mouse.move(0, 0);
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: 'light' });
  complaints.length = 0;
}

/** What a reader's own Chromium says: a headless one's votes would be held. */
function readersAgent(browser: Browser): string {
  const [major] = browser.version().split('.');
  return `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 Safari/537.36`;
}

function hide(): void {
  const get = () => 'hidden';
  Object.defineProperty(document, 'visibilityState', { get, configurable: true });
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
