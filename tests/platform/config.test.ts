import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/platform/config';

const newKey = () => randomBytes(32).toString('base64');
const complete = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://verdicts.invented.press/',
  DATABASE_URL: 'postgres://u:p@db.invented.press/verdicts',
  MAIL_MODE: 'live',
  RESEND_API_KEY: 're_8Kq2mZr4_T7wPcX9vB3nLs5dYh6jGf1aQe',
  RESEND_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
  SIGNING_KEYS: `1:${newKey()},2:${newKey()}`,
  MAIL_FROM: 'Verdicts <issues@verdicts.invented.press>',
};
const { NODE_ENV: _, ...development } = complete;
const example = parseEnv(readFileSync('.env.example', 'utf8'));

const ACCEPTED = 'it was accepted';

function messageFor(environment: Record<string, string | undefined>): string {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return ACCEPTED;
}

/** The variables named in the refusal of a complete environment with these changes. */
function refusedOf(changes: Record<string, string | undefined>): string[] {
  const message = messageFor({ ...complete, ...changes });
  if (message === ACCEPTED) return [];
  expect(message).toMatch(/^The environment cannot be used: [^\n]*\. See \.env\.example\.$/);
  for (const value of Object.values(changes)) {
    if (value && value.length > 6) expect(message).not.toContain(value);
  }
  return message
    .slice('The environment cannot be used: '.length)
    .split('; ')
    .map((fault) => fault.split(' ')[0]!);
}

describe('the environment', () => {
  it('may be empty outside production', () => {
    expect(readConfig({})).toMatchObject({ port: 3000, mail: 'local', production: false });
  });

  it('in production is refused in one message that names every variable that is missing', () => {
    const message = messageFor({ NODE_ENV: 'production' });
    for (const name of Object.keys(complete).slice(1))
      expect(message).toContain(`${name} is missing`);
  });

  it('treats empty and blank values as not set, and trims the others', () => {
    const blank = Object.fromEntries(
      Object.keys(complete).map((name, at) => [name, ['', ' ', '\t\n'][at % 3]]),
    );
    expect(messageFor({ ...blank, NODE_ENV: 'production' })).toBe(
      messageFor({ NODE_ENV: 'production' }),
    );
    expect(readConfig(blank)).toEqual(readConfig({}));
    const padded = Object.fromEntries(
      Object.entries(complete).map(([name, value]) => [name, ` ${value}\r\n`]),
    );
    expect(readConfig(padded)).toEqual(readConfig(complete));
  });

  it('is refused with quotation marks that belong to a file and not to the value', () => {
    const quoted = Object.fromEntries(
      Object.entries(complete).map(([name, value], at) => {
        const mark = ['"', "'", '`'][at % 3];
        return [name, `${mark}${value}${mark}`];
      }),
    );
    expect(refusedOf(quoted).toSorted()).toEqual(Object.keys(complete).toSorted());
    expect(refusedOf({ MAIL_FROM: '"Verdicts, weekly" <issues@verdicts.invented.press>' })).toEqual(
      [],
    );
  });

  it('is refused in one message that names every variable at fault, and shows no value', () => {
    const changes = {
      NODE_ENV: 'Production',
      PORT: 'http',
      PUBLIC_URL: 'nowhere',
      DATABASE_URL: 'mysql://secret@db/x',
      MAIL_MODE: 'maybe',
      RESEND_API_KEY: 'sk_live_something',
      RESEND_BASE_URL: 'ftp://files.invented.press',
      RESEND_WEBHOOK_SECRET: 'whsec_short',
      SIGNING_KEYS: '1:c2hvcnQ=',
      MAIL_FROM: 'nobody',
      TRUSTED_PROXIES: 'everyone',
      LOG_FORMAT: 'pretty',
    };
    expect(refusedOf(changes).toSorted()).toEqual(Object.keys(changes).toSorted());
  });

  it('names what is missing and what is malformed in the same message', () => {
    expect(refusedOf({ DATABASE_URL: undefined, PORT: '-1' })).toEqual(['DATABASE_URL', 'PORT']);
  });

  it('that is complete is read, with its keys and without a trailing slash', () => {
    const config = readConfig(complete);
    expect(config.publicUrl).toBe('https://verdicts.invented.press');
    expect(config.signingKeys?.map((each) => each.id)).toEqual([1, 2]);
  });

  it('needs the keys of Resend wherever mail is live, and reads none where it is not', () => {
    expect(messageFor({ MAIL_MODE: 'live' })).toContain('RESEND_API_KEY is missing');
    expect(refusedOf({ MAIL_MODE: 'local', RESEND_API_KEY: undefined })).toEqual([]);
    expect(readConfig({ RESEND_API_KEY: 'anything', RESEND_BASE_URL: 'x' })).toEqual(
      readConfig({}),
    );
  });

  it('sends live mail for no word but live, and in production takes no other word than live or local', () => {
    const words = ['', 'LIVE', 'Live', 'true', '1', 'on', '"live"', 'alive', '/var/mail/ada', 'no'];
    for (const MAIL_MODE of words) {
      expect(readConfig({ ...development, MAIL_MODE }).mail, MAIL_MODE).toBe('local');
      expect(refusedOf({ MAIL_MODE }), MAIL_MODE).toEqual(['MAIL_MODE']);
    }
    expect(readConfig({ ...development, MAIL_MODE: 'live' }).mail).toBe('live');
    expect(readConfig({ ...complete, MAIL_MODE: 'local' }).mail).toBe('local');
  });

  it('ignores MAIL, which login shells set to the path of a mailbox', () => {
    for (const MAIL of ['/var/mail/ada', 'live', 'local', 'on']) {
      const silent = { ...development, MAIL_MODE: undefined };
      expect(readConfig({ ...silent, MAIL })).toEqual(readConfig(silent));
      expect(readConfig({ ...complete, MAIL })).toEqual(readConfig(complete));
      expect(refusedOf({ MAIL_MODE: undefined, MAIL })).toEqual(['MAIL_MODE']);
    }
  });
});

describe('NODE_ENV', () => {
  it('is production, development or test to the letter: nothing else passes for development', () => {
    for (const NODE_ENV of ['Production', 'PRODUCTION', 'prod', 'live', 'staging', 'dev', '1']) {
      expect(messageFor({ NODE_ENV }), NODE_ENV).toContain('NODE_ENV must be production,');
      expect(messageFor({ NODE_ENV }), NODE_ENV).toContain('DATABASE_URL is missing');
    }
    expect(readConfig({ ...complete, NODE_ENV: ' production ' }).production).toBe(true);
    for (const NODE_ENV of ['development', 'test', ' test\n', '', ' ']) {
      expect(readConfig({ NODE_ENV }).production).toBe(false);
    }
  });
});

describe('PUBLIC_URL', () => {
  it.each([
    'https://verdicts.invented.press/news',
    'https://verdicts.invented.press//',
    'https://verdicts.invented.press/?',
    'https://verdicts.invented.press?utm=1',
    'https://verdicts.invented.press/#',
    'https://verdicts.invented.press#top',
    'https://ada@verdicts.invented.press',
    'https://ada:word@verdicts.invented.press',
    'https://:@verdicts.invented.press/x',
    'https://verdicts.invented.press.',
    'https:verdicts.invented.press',
    'https:\\\\verdicts.invented.press',
    'https://verdicts.inv\nented.press',
    'https://verdicts.invented.press:0x50',
    'ftp://verdicts.invented.press',
    'verdicts.invented.press',
    '/',
  ])('is refused anywhere where links built on it would be dead: %s', (PUBLIC_URL) => {
    expect(messageFor({ PUBLIC_URL })).toMatch(/: PUBLIC_URL must [^;]*\. See/);
  });

  it.each([
    ['http://verdicts.invented.press'],
    ['https://localhost'],
    ['http://localhost:8787'],
    ['https://verdicts.localhost'],
    ['https://127.0.0.1'],
    ['https://2130706433'],
    ['https://93.184.215.14'],
    ['https://[2001:db8::1]'],
    ['https://verdicts'],
    ['https://co.uk'],
    ['https://verdicts.example.com'],
    ['https://verdicts.example'],
    ['https://verdicts.test'],
    ['https://verdicts.invalid'],
    ['https://verdicts.local'],
    ['https://verdicts.internal'],
    ['https://verdicts.onion'],
  ])('is refused in production with live mail where readers cannot reach it: %s', (PUBLIC_URL) => {
    expect(refusedOf({ PUBLIC_URL })).toEqual(['PUBLIC_URL']);
    expect(messageFor({ PUBLIC_URL })).toBe(ACCEPTED);
  });

  it('in production is on https, which browsers trust with cookies, or on this machine while mail is local', () => {
    const MAIL_MODE = 'local';
    expect(refusedOf({ MAIL_MODE, PUBLIC_URL: 'http://verdicts.invented.press' })).toEqual([
      'PUBLIC_URL',
    ]);
    expect(refusedOf({ MAIL_MODE, PUBLIC_URL: 'http://localhost:8787' })).toEqual([]);
    expect(refusedOf({ MAIL_MODE, PUBLIC_URL: 'https://verdicts.example.com' })).toEqual([]);
  });

  it('is read as the ASCII origin that links begin with', () => {
    const read = (PUBLIC_URL: string) => readConfig({ ...complete, PUBLIC_URL }).publicUrl;
    expect(read('HTTPS://Bücher.Press:443/')).toBe('https://xn--bcher-kva.press');
    expect(read('https://verdicts.invented.press:8443')).toBe(
      'https://verdicts.invented.press:8443',
    );
  });
});

describe('secrets', () => {
  it('of .env.example are never accepted in production, nor where mail is live', () => {
    const names = ['RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'SIGNING_KEYS'];
    for (const name of names) {
      expect(refusedOf({ [name]: example[name] }), name).toEqual([name]);
      expect(refusedOf({ MAIL_MODE: 'local', [name]: example[name] }), name).toEqual([name]);
      expect(messageFor({ ...development, [name]: example[name] }), name).toContain(`: ${name} `);
    }
    expect(refusedOf({ DATABASE_URL: example.DATABASE_URL })).toEqual(['DATABASE_URL']);
    expect(messageFor({ SIGNING_KEYS: example.SIGNING_KEYS })).toContain('SIGNING_KEYS must');
    const whole = refusedOf({ ...example, NODE_ENV: 'production', MAIL_MODE: 'live' });
    expect(whole).toEqual([...['PUBLIC_URL', 'DATABASE_URL', 'MAIL_FROM'], ...names]);
  });

  it.each([
    're_1',
    're_xxxxxxxxx_xxxxxxxxxxxxxxxxxxxxxxxx',
    're_123456789',
    're_your_api_key',
    're_changeme',
    're_',
    'key-8Kq2mZr4T7wPcX9vB3nLs5dYh6jGf1aQe',
    're_8Kq2mZr4 T7wPcX9v',
  ])('such as %s are no key of Resend’s', (RESEND_API_KEY) => {
    expect(refusedOf({ RESEND_API_KEY })).toEqual(['RESEND_API_KEY']);
  });

  it.each([
    'whsec_x',
    'whsec_your_secret_goes_right_here',
    'whsec_c2hvcnQ=',
    `whsec_${Buffer.alloc(24).toString('base64')}`,
    `whsec_${Buffer.alloc(32, 'ab').toString('base64')}`,
    // From the documentation of Svix and of Standard Webhooks.
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
    'whsec_plJ3nmyCDGBKInavdOK15jsl',
    randomBytes(24).toString('base64'),
  ])('such as %s are no secret of a webhook', (RESEND_WEBHOOK_SECRET) => {
    expect(refusedOf({ RESEND_WEBHOOK_SECRET })).toEqual(['RESEND_WEBHOOK_SECRET']);
  });
});

describe('SIGNING_KEYS', () => {
  it('that somebody could guess are refused in production, one among good ones too', () => {
    const guessable = [
      Buffer.alloc(32, 9),
      Buffer.alloc(32, 255),
      Buffer.alloc(32, 'key'),
      Buffer.from(Array.from({ length: 32 }, (_, at) => at)),
      Buffer.from(Array.from({ length: 32 }, (_, at) => 255 - 3 * at)),
      Buffer.from('0123456789abcdefghijklmnopqrstuv'),
      Buffer.concat([Buffer.alloc(24), randomBytes(8)]),
      Buffer.alloc(32, randomBytes(16)),
    ].map((bytes) => bytes.toString('base64'));
    for (const key of guessable) {
      expect(refusedOf({ SIGNING_KEYS: `1:${key}` }), key).toEqual(['SIGNING_KEYS']);
      expect(refusedOf({ SIGNING_KEYS: `1:${newKey()},2:${key}` }), key).toEqual(['SIGNING_KEYS']);
    }
  });

  it('are refused if two share an id or an id does not fit in a byte', () => {
    const [one, two] = [newKey(), newKey()];
    for (const keys of [`1:${one},1:${two}`, `256:${one}`, `0:${one}`, `1:${one},`, one]) {
      expect(refusedOf({ SIGNING_KEYS: keys })).toEqual(['SIGNING_KEYS']);
    }
  });

  it('that are random are never treated as guessable', () => {
    for (let count = 0; count < 5_000; count += 1) {
      expect(refusedOf({ SIGNING_KEYS: `7:${newKey()}` })).toEqual([]);
    }
  });
});

describe('MAIL_FROM', () => {
  it.each([
    'Verdicts issues@verdicts.invented.press',
    'Verdicts <issues@verdicts.invented.press',
    '<>',
    'issues@invented',
    'Verdicts <issues@verdicts.example.com>',
    'issues@example.org',
    'issues@verdicts.test',
  ])('that Resend would refuse keeps live mail from starting: %s', (MAIL_FROM) => {
    expect(refusedOf({ MAIL_FROM })).toEqual(['MAIL_FROM']);
  });
});

describe('RESEND_BASE_URL', () => {
  it('leads somewhere on https while mail is live, or to this machine in development', () => {
    for (const RESEND_BASE_URL of [
      'http://api.resend.com',
      'http://127.0.0.1:4000',
      'http://localhost',
      'https://ada:word@api.resend.com',
      'https://api.resend.com/?a=1',
      'https://api.resend.com/#',
      'resend',
    ]) {
      expect(refusedOf({ RESEND_BASE_URL }), RESEND_BASE_URL).toEqual(['RESEND_BASE_URL']);
    }
    const loopback = { ...development, RESEND_BASE_URL: 'http://127.0.0.1:4000/' };
    expect(readConfig(loopback).resend.baseUrl).toBe('http://127.0.0.1:4000');
    const elsewhere = { ...development, RESEND_BASE_URL: 'http://127.0.0.1:1@invented.press' };
    expect(messageFor(elsewhere)).toContain('RESEND_BASE_URL must');
    expect(refusedOf({ RESEND_BASE_URL: 'https://resend.invented.press/api' })).toEqual([]);
  });
});

describe('TRUSTED_PROXIES', () => {
  it('are addresses and ranges, none so wide that anybody could say who they are', () => {
    for (const wide of [
      ...['0.0.0.0/0', '::/0', '0.0.0.0/1', '128.0.0.0/1', '64.0.0.0/7', '::/1', '2000::/3'],
      ...['::ffff:0:0/96', '::ffff:0.0.0.0/97', '::/64', '0:0:0:0:0:ffff::/90', '2400::/12'],
      '10.0.0.1, 0.0.0.0/0',
    ]) {
      expect(refusedOf({ TRUSTED_PROXIES: wide }), wide).toEqual(['TRUSTED_PROXIES']);
    }
    for (const odd of ['10.0.0.0/33', '10.0.0.0/', '10.0.0/8', 'fe80::1%eth0', '::1/129', '1/2/3'])
      expect(refusedOf({ TRUSTED_PROXIES: odd }), odd).toEqual(['TRUSTED_PROXIES']);
    const fine = '10.0.0.0/8, 127.0.0.1,192.0.2.7, ::1, fc00::/7, 2400:cb00::/32, ::ffff:10.0.0.1';
    expect(readConfig({ ...complete, TRUSTED_PROXIES: fine }).trustedProxies).toHaveLength(7);
  });
});

describe('LOG_FORMAT', () => {
  it('is json in production unless it says text, and elsewhere depends on the terminal', () => {
    expect(readConfig({}).logFormat).toBeUndefined();
    expect(readConfig({ LOG_FORMAT: 'json' }).logFormat).toBe('json');
    expect(readConfig(complete).logFormat).toBe('json');
    expect(readConfig({ ...complete, LOG_FORMAT: 'text' }).logFormat).toBe('text');
  });
});

describe('PORT', () => {
  it('is a decimal number that a proxy can use', () => {
    for (const PORT of [
      '0',
      '65536',
      '-1',
      '3e3',
      '0x50',
      '30.5',
      'tcp://10.0.0.1:3000',
      '３０００',
    ])
      expect(refusedOf({ PORT }), PORT).toEqual(['PORT']);
    expect(readConfig({ PORT: '0' }).port).toBe(0);
    expect(readConfig({ ...complete, PORT: '8080' }).port).toBe(8080);
  });
});

describe('MIGRATION_DATABASE_URL', () => {
  it('is read as DATABASE_URL is, may be left out, and does not stand alone', () => {
    const url = 'postgres://owner:word@db.invented.press/verdicts';
    expect(readConfig({ ...complete, MIGRATION_DATABASE_URL: url }).migrationDatabaseUrl).toBe(url);
    expect(readConfig(complete).migrationDatabaseUrl).toBeUndefined();
    for (const bad of ['somewhere', url.replace('word', 'password'), `${url}?sslmode=perhaps`])
      expect(refusedOf({ MIGRATION_DATABASE_URL: bad }), bad).toEqual(['MIGRATION_DATABASE_URL']);
    expect(messageFor({ MIGRATION_DATABASE_URL: url })).toContain('MIGRATION_DATABASE_URL needs');
  });
});

describe('DATABASE_URL', () => {
  it.each([
    'postgres://verdicts:password@db.invented.press/verdicts',
    'postgres://verdicts@db.invented.press/verdicts?password=password',
    'postgres:///verdicts',
    'postgres://u:p%ZZ@db.invented.press/verdicts',
    'postgres://u:p@db.invented.press/verdicts?sslmode=off',
    'postgres://u:p@db.invented.press/verdicts?sslmode=constructor',
    'postgres://u:p@db.invented.press/verdicts?ssl=false',
    'https://db.invented.press',
    'db.invented.press',
  ])('is refused in production: %s', (DATABASE_URL) => {
    expect(refusedOf({ DATABASE_URL })).toEqual(['DATABASE_URL']);
  });
});
