import { startEmulator } from '../../src/local/resend/emulator';
import { openDeps } from '../../src/mail/open-deps';
import type { Config } from '../../src/platform/config';
import type { Database } from '../../src/platform/database';
import type { Deps } from '../../src/platform/deps';
import { endLogged, type Log } from '../../src/platform/log';
import type { Mailer } from '../../src/platform/mailer';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloudflareAddress, type WebDeps } from '../../src/web/client-address';
import { atEnd } from './at-end';
import { TEST_SECRET } from './signing-key';
import { silent } from './silent-log';

/** Stands still unless moved. */
export class Clock {
  #at: number;

  constructor(at: string) {
    this.#at = Date.parse(at);
  }

  now = (): Date => new Date(this.#at);

  advance(ms: number): void {
    this.#at += ms;
  }
}

export const PUBLIC_URL = 'https://verdicts.example.com';
export const HOUR_MS = 60 * 60 * 1000;

export interface TestDeps extends WebDeps {
  clock: Clock;
  emulator: Awaited<ReturnType<typeof startEmulator>>;
  /** Waits until all work that began after an answer has ended. */
  settle: () => Promise<void>;
}

interface Options {
  log?: Log;
  /** The emulator's clock, which runs unless told otherwise. */
  emulatorNow?: () => Date;
  mailer?: (real: Mailer) => Mailer;
  config?: Partial<Config>;
}

/** Real deps on a real database, with the Resend emulator behind the real SDK. */
export async function makeDeps(db: Database, options: Options = {}): Promise<TestDeps> {
  const { log = silent, mailer, emulatorNow } = options;
  const clock = new Clock('2026-11-24T08:00:00Z');
  const emulator = await startEmulator({ file: ':memory:', log, now: emulatorNow });
  atEnd(() => emulator.close());
  const { apiKey, baseUrl, webhookSecret } = emulator;
  const config: Config = {
    production: false,
    port: 0,
    publicUrl: PUBLIC_URL,
    installationUrl: PUBLIC_URL,
    databaseUrl: 'postgres://nowhere.example.com/none',
    mail: 'local',
    mailFrom: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
    resend: { apiKey, baseUrl, webhookSecret },
    signingKeys: [{ id: 1, secret: TEST_SECRET }],
    trustedProxies: [],
    ...options.config,
  };
  const makeEnqueue = (made: Parameters<typeof deliverIssue>[0]) => (issueId: number) =>
    deliverIssue(made, issueId);
  const begun: Promise<void>[] = [];
  const runInBackground: Deps['runInBackground'] = (name, work) =>
    void begun.push(endLogged(log, name, work));
  const settle = async () => {
    for (let ended = 0; ended < begun.length; ended += 1) await begun[ended];
  };
  const deps = await openDeps({ config, db, log, now: clock.now, makeEnqueue, runInBackground });
  // `enqueue` closes over this very object, so a double of the mailer goes into it.
  if (mailer) deps.mailer = mailer(deps.mailer);
  return Object.assign(deps, { clock, emulator, settle, clientAddress: cloudflareAddress });
}
