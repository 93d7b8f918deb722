import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config, PartialConfig } from '../platform/config';
import type { Log } from '../platform/log';
import { Refusal } from '../platform/refusal';
import { readIfThere } from './files';
import { enterPostgres, type LocalPostgres } from './postgres';
import { enterResend, type LocalResend } from './resend/enter-resend';
import { settleSigningKeys } from './signing-keys';

/** A complete configuration, and what stands in for outside services behind it. */
export interface LocalGround {
  config: Config;
  /** Where to look at mails; null where mail is live. */
  mailboxUrl: string | null;
  /** Gives up everything that was entered. A second call does nothing. */
  leave(): Promise<void>;
}

interface Where {
  /** The data folder; made if it is missing. */
  folder: string;
  log: Log;
  /** Whether the caller is about to serve: then the address is its own, not the one last served. */
  serves?: boolean;
}

interface Entered {
  postgres: LocalPostgres | null;
  resend: LocalResend | null;
}

const MAIL_FROM = 'Weekly AI Tool Verdicts <verdicts@example.com>';

/**
 * Fills in what the environment does not say: an embedded PostgreSQL, signing keys made once, the
 * address last served, a sender; and, unless mail is live, the stand-in for Resend in place of
 * whatever RESEND_* says. Throws a Refusal when one of them cannot be had.
 */
export async function openLocalGround(config: PartialConfig, where: Where): Promise<LocalGround> {
  const { folder } = where;
  await mkdir(folder, { recursive: true });
  const signingKeys = config.signingKeys ?? (await settleSigningKeys(join(folder, 'signing-keys')));
  const publicUrl = config.publicUrl ?? (await findAddress(config.port, where));
  const mailFrom = config.mailFrom ?? MAIL_FROM;
  const entered = await enter(config, where);
  const databaseUrl = entered.postgres?.url ?? config.databaseUrl!;
  const resend = pickResend(config, entered);
  return {
    config: { ...config, publicUrl, signingKeys, mailFrom, databaseUrl, resend },
    mailboxUrl: entered.resend?.mailboxUrl ?? null,
    leave: () => leave(entered),
  };
}

/** Keeps the address that is served, for commands that write links. */
export async function rememberAddress(folder: string, url: string): Promise<void> {
  const unfinished = join(folder, `address-${randomUUID()}`);
  await writeFile(unfinished, `${url}\n`);
  await rename(unfinished, join(folder, 'address'));
}

async function findAddress(port: number, { folder, serves }: Where): Promise<string> {
  const remembered = serves ? null : await readIfThere(join(folder, 'address'));
  return remembered?.trim() || `http://localhost:${port}`;
}

async function enter(config: PartialConfig, { folder, log }: Where): Promise<Entered> {
  const entered: Entered = { postgres: null, resend: null };
  const entering = [
    !config.databaseUrl &&
      enterPostgres({ folder: join(folder, 'postgres'), log }).then((postgres) => {
        entered.postgres = postgres;
      }),
    config.mail === 'local' &&
      enterResend({ folder: join(folder, 'resend'), log }).then((resend) => {
        entered.resend = resend;
      }),
  ];
  const failed = (await Promise.allSettled(entering)).find((each) => each.status === 'rejected');
  if (!failed) return entered;
  await leave(entered);
  throw failed.reason;
}

async function leave({ postgres, resend }: Entered): Promise<void> {
  await Promise.all([postgres?.leave(), resend?.leave()]);
}

function pickResend({ resend }: PartialConfig, entered: Entered): Config['resend'] {
  if (entered.resend) {
    const { apiKey, baseUrl, webhookSecret } = entered.resend;
    return { apiKey, baseUrl, webhookSecret };
  }
  const { apiKey, baseUrl, webhookSecret } = resend;
  if (apiKey && baseUrl && webhookSecret) return { apiKey, baseUrl, webhookSecret };
  throw new Refusal('unready', 'MAIL_MODE=live needs RESEND_API_KEY and RESEND_WEBHOOK_SECRET.');
}
