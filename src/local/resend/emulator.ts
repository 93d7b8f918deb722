import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Log } from '../../platform/log';
import { createApi } from './api/api';
import { EventPoster } from './events/event-poster';
import { EventQueue } from './events/event-queue';
import { Webhooks } from './events/webhooks';
import { openBodyFolder, openBodyMap } from './ledger/bodies';
import { Ledger } from './ledger/ledger';
import type { Counts } from './ledger/ledger-counts';
import { openTables } from './ledger/ledger-tables';
import { listen } from './loopback';
import { MailStore } from './mailbox/mail-store';
import { createMailbox } from './mailbox/mailbox';
import { createReferenceRoutes } from './references';
import { RunningScript } from './script/running-script';
import { readScript, type ScriptInput } from './script/script';
import { type ControlReport, ScriptControl } from './script/script-control';

/** Kept across restarts. */
export interface Identity {
  apiKey: string;
  webhookSecret: string;
}

export interface Emulator extends Identity {
  baseUrl: string;
  mailboxUrl: string;
  ports: { api: number; mailbox: number };
  /** As GET /ledger.json of the mailbox. */
  ledger(): Counts;
  /** As PUT /script of the API; throws a ZodError for what is not a script. */
  setScript(script: ScriptInput): void;
  /** As GET /script of the API. */
  script(): ControlReport;
  close(): Promise<void>;
}

export interface EmulatorOptions {
  /** The ledger's file, with a folder of bodies next to it; ':memory:' keeps nothing. */
  file: string;
  identity?: Identity;
  /** Used if they are free. */
  ports?: { api: number | null; mailbox: number | null };
  /** For keys, rate and quota; a script can shift it. */
  now?: () => Date;
  onReferences?: (count: number) => void;
  onLastLeft?: () => void;
  log: Log;
}

export function makeIdentity(): Identity {
  return {
    apiKey: `re_local_${randomBytes(18).toString('base64url')}`,
    webhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
  };
}

/** The API on one loopback port of this process, the mailbox on another. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { file, ports = { api: null, mailbox: null } } = options;
  const { apiKey, webhookSecret } = options.identity ?? makeIdentity();
  const parts = await openParts(options, webhookSecret);
  const { ledger, bodies, poster, control } = parts;
  const references = createReferenceRoutes({
    folder: dirname(file),
    onChange: options.onReferences ?? (() => {}),
    onLastLeft: options.onLastLeft ?? (() => {}),
  });
  const api = await listen(createApi({ ...parts, apiKey, webhookSecret }, references), ports.api);
  const mailbox = await listen(createMailbox(parts), ports.mailbox);
  poster.wake();
  return {
    apiKey,
    webhookSecret,
    baseUrl: `http://127.0.0.1:${api.port}`,
    mailboxUrl: `http://127.0.0.1:${mailbox.port}`,
    ports: { api: api.port, mailbox: mailbox.port },
    ledger: () => ledger.count(),
    setScript: (input) => control.play(readScript(input)),
    script: () => control.report(),
    async close() {
      await Promise.all([api.close(), mailbox.close(), poster.close()]);
      await bodies.close();
      ledger.close();
    },
  };
}

async function openParts({ file, now = () => new Date(), log }: EmulatorOptions, secret: string) {
  const tables = openTables(file);
  const script = new RunningScript(now);
  const webhooks = new Webhooks(tables);
  const queue = new EventQueue(tables, webhooks, script);
  const poster = new EventPoster(queue, { script, secret, log });
  const ledger = new Ledger(tables, queue);
  const bodies = await openBodies(file, { wanted: ledger.listBodies(), log });
  const mailStore = new MailStore(tables, bodies);
  const control = new ScriptControl(script, poster);
  return { script, webhooks, poster, ledger, bodies, mailStore, control, log };
}

async function openBodies(file: string, kept: Parameters<typeof openBodyFolder>[1]) {
  if (file === ':memory:') return openBodyMap();
  return openBodyFolder(join(dirname(file), 'bodies'), kept);
}
