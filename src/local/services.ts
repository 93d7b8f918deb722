import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../node/files';
import { prepareSigningKeys } from '../node/signing-keys';
import type { Config, PartialConfig } from '../platform/config';
import type { Log } from '../platform/log';
import { Refusal } from '../platform/refusal';
import { type LocalPostgres, startLocalPostgres } from './postgres';
import { type LocalResend, startLocalResend } from './resend/start-resend';

/** A complete configuration, with local services behind it. */
export interface LocalServices {
  config: Config;
  /** Null if mail is live. */
  mailboxUrl: string | null;
  /** Stops what nobody else uses. A second call does nothing. */
  stop(): Promise<void>;
}

interface ServiceOptions {
  /** Made if it is missing. */
  folder: string;
  log: Log;
  /** Whether the caller is about to serve: then the address is its own, not the one last served. */
  serves?: boolean;
}

interface Started {
  postgres: LocalPostgres | null;
  resend: LocalResend | null;
}

const MAIL_FROM = 'Weekly AI Tool Verdicts <verdicts@example.com>';

/**
 * Fills gaps in the environment: embedded PostgreSQL, signing keys made once, the address last
 * served, a sender and, unless mail is live, the Resend emulator in place of RESEND_*. Throws a
 * Refusal if it can't.
 */
export async function startLocalServices(
  config: PartialConfig,
  where: ServiceOptions,
): Promise<LocalServices> {
  const { folder } = where;
  await mkdir(folder, { recursive: true });
  const signingKeys =
    config.signingKeys ?? (await prepareSigningKeys(join(folder, 'signing-keys')));
  const publicUrl = config.publicUrl ?? (await findAddress(config.port, where));
  const mailFrom = config.mailFrom ?? MAIL_FROM;
  const started = await startBoth(config, where);
  const databaseUrl = started.postgres?.url ?? config.databaseUrl!;
  const resend = pickResend(config, started);
  return {
    config: { ...config, publicUrl, signingKeys, mailFrom, databaseUrl, resend },
    mailboxUrl: started.resend?.mailboxUrl ?? null,
    stop: () => stopBoth(started),
  };
}

/** For commands that write links. */
export async function rememberAddress(folder: string, url: string): Promise<void> {
  const unfinished = join(folder, `address-${randomUUID()}`);
  await writeFile(unfinished, `${url}\n`);
  await rename(unfinished, join(folder, 'address'));
}

async function findAddress(port: number, { folder, serves }: ServiceOptions): Promise<string> {
  const remembered = serves ? null : await readIfThere(join(folder, 'address'));
  return remembered?.trim() || `http://localhost:${port}`;
}

async function startBoth(config: PartialConfig, { folder, log }: ServiceOptions): Promise<Started> {
  const started: Started = { postgres: null, resend: null };
  const starting = [
    !config.databaseUrl &&
      startLocalPostgres({ folder: join(folder, 'postgres'), log }).then((postgres) => {
        started.postgres = postgres;
      }),
    config.mail === 'local' &&
      startLocalResend({ folder: join(folder, 'resend'), log }).then((resend) => {
        started.resend = resend;
      }),
  ];
  const failed = (await Promise.allSettled(starting)).find((each) => each.status === 'rejected');
  if (!failed) return started;
  await stopBoth(started);
  throw failed.reason;
}

async function stopBoth({ postgres, resend }: Started): Promise<void> {
  await Promise.all([postgres?.stop(), resend?.stop()]);
}

function pickResend({ resend }: PartialConfig, started: Started): Config['resend'] {
  if (started.resend) {
    const { apiKey, baseUrl, webhookSecret } = started.resend;
    return { apiKey, baseUrl, webhookSecret };
  }
  const { apiKey, baseUrl, webhookSecret } = resend;
  if (apiKey && baseUrl && webhookSecret) return { apiKey, baseUrl, webhookSecret };
  throw new Refusal('unready', 'MAIL_MODE=live needs RESEND_API_KEY and RESEND_WEBHOOK_SECRET.');
}
