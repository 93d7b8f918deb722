import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let shared: Promise<Browser> | undefined;

/**
 * Debian's Chromium, headless: one for all the files of a worker, which it ends with. Every page is
 * opened in a fresh profile, which the caller closes. Installs the package first where it is missing
 * and we may; otherwise throws.
 */
export async function openChromium(): Promise<Browser> {
  shared ??= launch();
  const browser = await shared;
  if (browser.isConnected()) return browser;
  shared = launch();
  return shared;
}

async function launch(): Promise<Browser> {
  if (!(await isInstalled())) await install();
  return chromium.launch({ executablePath: PROGRAM, args: FLAGS });
}

async function isInstalled(): Promise<boolean> {
  return access(PROGRAM, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The lock's timeout lets a second test file wait for the first one's installation. */
async function install(): Promise<void> {
  if (process.getuid?.() === 0) {
    const apt = ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', 'chromium'];
    await promisify(execFile)('apt-get', apt).catch(refuse);
    if (await isInstalled()) return;
  }
  refuse();
}

function refuse(cause?: unknown): never {
  const sentence = `The browser tests need Chromium at ${PROGRAM}: run "apt-get install chromium" as root.`;
  throw new Error(sentence, { cause });
}
