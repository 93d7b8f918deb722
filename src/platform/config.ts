import { z } from 'zod';
import { toAsciiSender, toAsciiUrl } from './ascii';
import type { SigningKey } from './signer';
import { isTrustworthyOrigin } from './trustworthy-origin';

/** Everything the environment says, checked. Outside production, `local/` fills in what is missing. */
export interface Config {
  production: boolean;
  port: number;
  /** Without a trailing slash. */
  publicUrl: string;
  /** What the installation row must name: PUBLIC_URL where it is set, else `local`. */
  installationUrl: string;
  databaseUrl: string;
  mail: 'live' | 'local';
  mailFrom: string;
  resend: { apiKey: string; baseUrl: string; webhookSecret: string };
  signingKeys: SigningKey[];
  trustedProxies: string[];
}

export type PartialConfig = Pick<
  Config,
  'production' | 'port' | 'mail' | 'trustedProxies' | 'installationUrl'
> &
  Partial<Omit<Config, 'resend'>> & { resend: Partial<Config['resend']> };

const url = (protocols: RegExp, example: string) =>
  z.string().refine((text) => URL.canParse(text) && protocols.test(new URL(text).protocol), {
    message: `must be a URL such as ${example}`,
  });
const signingKey = z
  .string()
  .regex(/^\d{1,3}:[A-Za-z0-9+/_-]{43}=?$/)
  .transform((text): SigningKey => {
    const [id, secret] = text.split(':');
    return { id: Number(id), secret: Buffer.from(secret!, 'base64') };
  })
  .refine((key) => key.id >= 1 && key.id <= 255 && key.secret.length === 32);
const signingKeys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(signingKey).min(1))
  .refine((keys) => new Set(keys.map((key) => key.id)).size === keys.length);
const sender = z.string().transform((text, context) => {
  const read = toAsciiSender(text);
  if (read === null) context.addIssue({ code: 'custom', message: 'is no sender' });
  return read ?? z.NEVER;
});

const variables = {
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  PUBLIC_URL: url(/^https?:$/, 'https://verdicts.example.com')
    .transform((text) => toAsciiUrl(text).replace(/\/+$/, ''))
    .optional(),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'postgres://user:password@host:5432/name').optional(),
  MAIL_MODE: z.string().optional(),
  RESEND_API_KEY: z
    .string()
    .regex(/^re_\S{1,200}$/)
    .optional(),
  RESEND_BASE_URL: url(/^https?:$/, 'https://api.resend.com')
    .transform((text) => toAsciiUrl(text).replace(/\/+$/, ''))
    .optional(),
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S{1,200}$/)
    .optional(),
  SIGNING_KEYS: signingKeys.optional(),
  MAIL_FROM: sender.optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .transform((parts) => parts.filter(Boolean))
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]))),
};

/** In production pages are for readers elsewhere, and nobody guesses whether mail should leave. */
const productionVariables = {
  ...variables,
  PUBLIC_URL: variables.PUBLIC_URL.refine(
    (text) => text === undefined || isTrustworthyOrigin(text),
    'must begin with https:// in production',
  ),
  MAIL_MODE: z.enum(['live', 'local'], 'must be live or local').optional(),
};

type VariableName = keyof typeof variables;

const expected: Partial<Record<VariableName, string>> = {
  PORT: 'must be a port number',
  RESEND_API_KEY: 'must be a key that begins with re_',
  RESEND_WEBHOOK_SECRET: 'must be a secret that begins with whsec_',
  SIGNING_KEYS: 'must be id:base64,id:base64 with ids from 1 to 255 and 32 bytes each',
  MAIL_FROM: 'must be an address such as Verdicts <issues@verdicts.example.com>',
  TRUSTED_PROXIES: 'must be IP addresses or ranges with commas between',
};
const production: VariableName[] = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'MAIL_MODE',
  'SIGNING_KEYS',
  'MAIL_FROM',
];
const live: VariableName[] = ['PUBLIC_URL', 'RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'MAIL_FROM'];

/** A configuration that cannot be used; the message names every variable at fault, never a value. */
export class ConfigRefusal extends Error {
  override readonly name = 'ConfigRefusal';
}

/** Reads and checks the environment (an object like `process.env`). Throws a ConfigRefusal. */
export function readConfig(environment: Record<string, string | undefined>): PartialConfig {
  const given = Object.fromEntries(
    Object.keys(variables).map((name) => [name, environment[name] || undefined]),
  );
  const isProduction = environment.NODE_ENV === 'production';
  const parsed = z.object(isProduction ? productionVariables : variables).safeParse(given);
  const malformed = new Set(parsed.error?.issues.map((issue) => issue.path[0] as VariableName));
  const needed = new Set([
    ...(isProduction ? production : []),
    ...(given.MAIL_MODE === 'live' || (isProduction && given.MAIL_MODE !== 'local') ? live : []),
  ]);
  const missing = [...needed].filter((name) => given[name] === undefined);
  if (missing.length + malformed.size > 0) refuse(missing, malformed, parsed.error);
  return toConfig(parsed.data!, isProduction);
}

function refuse(missing: VariableName[], malformed: Set<VariableName>, error?: z.ZodError): never {
  const faults = [
    ...missing.map((name) => `${name} is missing`),
    ...[...malformed].map((name) => {
      const said = error?.issues.find((issue) => issue.path[0] === name)?.message;
      return `${name} ${expected[name] ?? said}`;
    }),
  ];
  throw new ConfigRefusal(
    `The environment is not complete: ${faults.join('; ')}. See .env.example.`,
  );
}

function toConfig(
  data: z.output<z.ZodObject<typeof variables>>,
  isProduction: boolean,
): PartialConfig {
  return {
    production: isProduction,
    port: data.PORT,
    publicUrl: data.PUBLIC_URL,
    installationUrl: data.PUBLIC_URL ?? 'local',
    databaseUrl: data.DATABASE_URL,
    mail: data.MAIL_MODE === 'live' ? 'live' : 'local',
    mailFrom: data.MAIL_FROM,
    resend: {
      apiKey: data.RESEND_API_KEY,
      baseUrl: data.RESEND_BASE_URL ?? 'https://api.resend.com',
      webhookSecret: data.RESEND_WEBHOOK_SECRET,
    },
    signingKeys: data.SIGNING_KEYS,
    trustedProxies: data.TRUSTED_PROXIES,
  };
}
