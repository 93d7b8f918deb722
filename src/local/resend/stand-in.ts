import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Log } from '../../platform/log';
import { createApi } from './api';
import { openBodyFolder, openBodyMap } from './bodies';
import { Ledger } from './ledger';
import type { Counts } from './ledger-counts';
import { openTables } from './ledger-tables';
import { listen } from './loopback';
import { createMailbox } from './mailbox';
import { RunningScript, type ScriptReport } from './running-script';
import { readScript, type ScriptInput } from './script';
import { Shelf } from './shelf';
import { createTenancies } from './tenancies';

/** What stays the same when the stand-in is started again. */
export interface Identity {
  apiKey: string;
  webhookSecret: string;
}

export interface StandIn extends Identity {
  baseUrl: string;
  mailboxUrl: string;
  ports: { api: number; mailbox: number };
  /** What the ledger holds: the same as GET /ledger.json of the mailbox. */
  ledger(): Counts;
  /** The same as PUT /script of the API; throws a ZodError for what is not a script. */
  setScript(script: ScriptInput): void;
  /** The same as GET /script of the API. */
  script(): ScriptReport;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** The ledger's file, with the bodies in a folder beside it; ':memory:' keeps nothing. */
  file: string;
  identity?: Identity;
  /** Taken if they are free. */
  ports?: { api: number | null; mailbox: number | null };
  /** The clock that a script can shift: of keys, rate and quota. */
  now?: () => Date;
  onTenants?: (count: number) => void;
  onLastLeft?: () => void;
  log: Log;
}

export function makeIdentity(): Identity {
  return {
    apiKey: `re_local_${randomBytes(18).toString('base64url')}`,
    webhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
  };
}

/** Starts a stand-in for Resend in this process: the API on one loopback port, the mailbox on another. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { file, log, now = () => new Date(), identity = makeIdentity() } = options;
  const tables = openTables(file);
  const ledger = new Ledger(tables);
  const bodies = await openBodies(file, { wanted: ledger.listBodies(), log });
  const shelf = new Shelf(tables, bodies);
  const tenancies = createTenancies({
    folder: dirname(file),
    onChange: options.onTenants ?? (() => {}),
    onLastLeft: options.onLastLeft ?? (() => {}),
  });
  const { apiKey } = identity;
  const script = new RunningScript(now);
  const api = createApi({ apiKey, ledger, shelf, bodies, script, log }, tenancies);
  const listening = await listen(api, options.ports?.api ?? null);
  const mailbox = await listen(createMailbox({ shelf, ledger }), options.ports?.mailbox ?? null);
  return {
    apiKey,
    webhookSecret: identity.webhookSecret,
    baseUrl: `http://127.0.0.1:${listening.port}`,
    mailboxUrl: `http://127.0.0.1:${mailbox.port}`,
    ports: { api: listening.port, mailbox: mailbox.port },
    ledger: () => ledger.count(),
    setScript: (input) => script.set(readScript(input)),
    script: () => script.report(),
    async close() {
      await Promise.all([listening.close(), mailbox.close()]);
      await bodies.close();
      ledger.close();
    },
  };
}

async function openBodies(file: string, kept: Parameters<typeof openBodyFolder>[1]) {
  if (file === ':memory:') return openBodyMap();
  return openBodyFolder(join(dirname(file), 'bodies'), kept);
}
