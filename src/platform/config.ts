import type { LogFormat } from './log';
import type { SigningKey } from './signer';
import { readDatabaseUrl } from './variables/database-url';
import { readLogFormat } from './variables/log-format';
import { readMailFrom } from './variables/mail-from';
import { readPort } from './variables/port';
import { readPublicUrl } from './variables/public-url';
import { readResendApiKey, readResendBaseUrl, readResendWebhookSecret } from './variables/resend';
import { readSigningKeys } from './variables/signing-keys';
import { readTrustedProxies } from './variables/trusted-proxies';
import { type Circumstances, type Reader, VariableFault } from './variables/variable-fault';

/** Outside production `local/` fills in what is missing. */
export interface Config {
  production: boolean;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  /** What the installation row must name: PUBLIC_URL if set, else `local`. */
  installationUrl: string;
  databaseUrl: string;
  /** For the role that owns the tables, unless the service's own role does. */
  migrationDatabaseUrl?: string;
  mail: 'live' | 'local';
  mailFrom: string;
  resend: { apiKey: string; baseUrl: string; webhookSecret: string };
  signingKeys: SigningKey[];
  trustedProxies: string[];
  /** Left out: text at a terminal, JSON elsewhere. */
  logFormat?: LogFormat;
}

export type PartialConfig = Pick<
  Config,
  'production' | 'port' | 'mail' | 'trustedProxies' | 'installationUrl'
> &
  Partial<Omit<Config, 'resend'>> & { resend: Partial<Config['resend']> };

export type Environment = Record<string, string | undefined>;

const NEEDED_IN_PRODUCTION = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'MAIL_MODE',
  'SIGNING_KEYS',
  'MAIL_FROM',
];
const NEEDED_LIVE = ['PUBLIC_URL', 'RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'MAIL_FROM'];
const NODE_ENVS = ['production', 'development', 'test'];

/** The message names every variable at fault, never a value. */
export class ConfigRefusal extends Error {
  override readonly name = 'ConfigRefusal';

  constructor(faults: string[]) {
    super(`The environment cannot be used: ${faults.join('; ')}. See .env.example.`);
  }
}

/** Empty or blank counts as not set. Throws a ConfigRefusal. */
export function readConfig(environment: Environment): PartialConfig {
  const faults = new Map<string, string>();
  const circumstances = readCircumstances(environment, faults);
  const { isProduction, isLive } = circumstances;
  const needed = [...(isProduction ? NEEDED_IN_PRODUCTION : []), ...(isLive ? NEEDED_LIVE : [])];
  for (const name of needed) if (textOf(environment, name) === '') faults.set(name, 'is missing');
  const read = <T>(name: string, reader: Reader<T>): T | undefined => {
    const text = textOf(environment, name);
    if (text === '') return undefined;
    try {
      return readUnquoted(text, { reader, circumstances });
    } catch (error) {
      if (!(error instanceof VariableFault)) throw error;
      faults.set(name, error.message);
      return undefined;
    }
  };
  const config = readAll(read, circumstances);
  if (config.migrationDatabaseUrl !== undefined && textOf(environment, 'DATABASE_URL') === '') {
    faults.set('MIGRATION_DATABASE_URL', 'needs DATABASE_URL as well');
  }
  if (faults.size > 0) throw new ConfigRefusal([...faults].map((fault) => fault.join(' ')));
  return config;
}

/** An unknown word never means development or permission to send. */
function readCircumstances(environment: Environment, faults: Map<string, string>): Circumstances {
  const [kind, mail] = [textOf(environment, 'NODE_ENV'), textOf(environment, 'MAIL_MODE')];
  const isProduction = kind !== '' && kind !== 'development' && kind !== 'test';
  if (kind !== '' && !NODE_ENVS.includes(kind)) {
    faults.set('NODE_ENV', 'must be production, development or test');
  }
  const isKnown = mail === 'live' || mail === 'local';
  if (isProduction && !isKnown) faults.set('MAIL_MODE', 'must be live or local');
  return { isProduction, isLive: mail === 'live' || (isProduction && mail !== 'local') };
}

function readAll(
  read: <T>(name: string, reader: Reader<T>) => T | undefined,
  { isProduction, isLive }: Circumstances,
): PartialConfig {
  const publicUrl = read('PUBLIC_URL', readPublicUrl);
  // On one machine the emulator is used, whatever the shell has set.
  const readResend: typeof read = (...given) =>
    isProduction || isLive ? read(...given) : undefined;
  return {
    production: isProduction,
    port: read('PORT', readPort) ?? 3000,
    publicUrl,
    installationUrl: publicUrl ?? 'local',
    databaseUrl: read('DATABASE_URL', readDatabaseUrl),
    migrationDatabaseUrl: read('MIGRATION_DATABASE_URL', readDatabaseUrl),
    mail: isLive ? 'live' : 'local',
    mailFrom: read('MAIL_FROM', readMailFrom),
    resend: {
      apiKey: readResend('RESEND_API_KEY', readResendApiKey),
      baseUrl: readResend('RESEND_BASE_URL', readResendBaseUrl) ?? 'https://api.resend.com',
      webhookSecret: readResend('RESEND_WEBHOOK_SECRET', readResendWebhookSecret),
    },
    signingKeys: read('SIGNING_KEYS', readSigningKeys),
    trustedProxies: read('TRUSTED_PROXIES', readTrustedProxies) ?? [],
    logFormat: read('LOG_FORMAT', readLogFormat) ?? (isProduction ? 'json' : undefined),
  };
}

function textOf(environment: Environment, name: string): string {
  return environment[name]?.trim() ?? '';
}

/** Some programs keep the quotes of an environment file as part of the value. */
function readUnquoted<T>(
  text: string,
  { reader, circumstances }: { reader: Reader<T>; circumstances: Circumstances },
): T {
  if (/^(["'`]).*\1$/s.test(text)) throw new VariableFault('must not be in quotation marks');
  return reader(text, circumstances);
}
