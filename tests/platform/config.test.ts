import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/platform/config';

const key = Buffer.alloc(32, 9).toString('base64');
const complete = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://verdicts.example.com/',
  DATABASE_URL: 'postgres://u:p@db.example.com/verdicts',
  MAIL_MODE: 'live',
  RESEND_API_KEY: 're_1',
  RESEND_WEBHOOK_SECRET: 'whsec_1',
  SIGNING_KEYS: `1:${key},2:${key}`,
  MAIL_FROM: 'Verdicts <issues@verdicts.example.com>',
};

function messageFor(environment: Record<string, string | undefined>): string {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was accepted';
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

  it('is refused in one message that names every variable that is malformed, and shows no value', () => {
    const message = messageFor({
      ...complete,
      PORT: 'http',
      PUBLIC_URL: 'verdicts',
      DATABASE_URL: 'mysql://secret@db/x',
      MAIL_MODE: 'on',
      SIGNING_KEYS: '1:c2hvcnQ=',
      MAIL_FROM: 'nobody',
      TRUSTED_PROXIES: 'everyone',
    });
    for (const name of [
      'PORT',
      'PUBLIC_URL',
      'DATABASE_URL',
      'MAIL_MODE',
      'SIGNING_KEYS',
      'MAIL_FROM',
      'TRUSTED_PROXIES',
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain('secret');
    expect(message).not.toContain('c2hvcnQ=');
  });

  it('names what is missing and what is malformed in the same message', () => {
    const message = messageFor({ ...complete, DATABASE_URL: undefined, PORT: '-1' });
    expect(message).toContain('DATABASE_URL is missing');
    expect(message).toContain('PORT must be');
  });

  it('that is complete is read, with its keys and without a trailing slash', () => {
    const config = readConfig(complete);
    expect(config.publicUrl).toBe('https://verdicts.example.com');
    expect(config.signingKeys?.map((each) => each.id)).toEqual([1, 2]);
  });

  it('in production is refused with a PUBLIC_URL on plain http, which browsers trust with neither cookies nor Sec-Fetch headers', () => {
    const PUBLIC_URL = 'http://verdicts.example.com';
    const message = messageFor({ ...complete, PUBLIC_URL });
    expect(message).toContain('PUBLIC_URL must begin with https:// in production');
    expect(message).not.toContain(PUBLIC_URL);
    expect(messageFor({ PUBLIC_URL })).toBe('it was accepted');
    expect(messageFor({ ...complete, PUBLIC_URL: 'http://localhost:8787' })).toBe(
      'it was accepted',
    );
  });

  it('is refused when two signing keys share an id or an id does not fit a byte', () => {
    for (const SIGNING_KEYS of [`1:${key},1:${key}`, `256:${key}`, `0:${key}`]) {
      expect(messageFor({ ...complete, SIGNING_KEYS })).toContain('SIGNING_KEYS must be');
    }
  });

  it('needs the keys of Resend wherever mail is live', () => {
    expect(messageFor({ MAIL_MODE: 'live' })).toContain('RESEND_API_KEY is missing');
    expect(messageFor({ ...complete, MAIL_MODE: 'local', RESEND_API_KEY: undefined })).toBe(
      'it was accepted',
    );
  });

  it('sends live mail for no word but live, and in production takes no other word than live or local', () => {
    const { NODE_ENV: _, ...development } = complete;
    for (const MAIL_MODE of [
      '',
      'LIVE',
      'Live',
      'true',
      '1',
      'on',
      'alive',
      '/var/mail/ada',
      'no',
    ]) {
      expect(readConfig({ ...development, MAIL_MODE }).mail, MAIL_MODE).toBe('local');
      expect(messageFor({ ...complete, MAIL_MODE }), MAIL_MODE).toMatch(/: MAIL_MODE [^;]+\. See/);
    }
    expect(readConfig({ ...development, MAIL_MODE: 'live' }).mail).toBe('live');
    expect(readConfig({ ...complete, MAIL_MODE: 'local' }).mail).toBe('local');
  });

  it('is not read for MAIL, which login shells set to the path of a mailbox', () => {
    for (const MAIL of ['/var/mail/ada', 'live', 'local', 'on']) {
      const { NODE_ENV: _, MAIL_MODE: __, ...development } = complete;
      expect(readConfig({ ...development, MAIL })).toEqual(readConfig(development));
      expect(readConfig({ ...complete, MAIL })).toEqual(readConfig(complete));
      expect(messageFor({ ...complete, MAIL_MODE: undefined, MAIL })).toContain(
        'MAIL_MODE is missing',
      );
    }
  });
});
