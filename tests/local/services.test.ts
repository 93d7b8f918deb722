import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { rememberAddress, startLocalServices } from '../../src/local/services';
import { readConfig } from '../../src/platform/config';
import { silent } from '../helpers/silent-log';
import { makeFolder } from './local-folder';

async function open(folder: string, environment: Record<string, string>, serves?: boolean) {
  const fixture = await startLocalServices(readConfig(environment), {
    folder,
    log: silent,
    serves,
  });
  onTestFinished(() => fixture.stop());
  return fixture;
}

// A database and keys, so that a test about something else starts no server.
const given = {
  DATABASE_URL: 'postgres://someone@db.example.com/verdicts',
  SIGNING_KEYS: `9:${randomBytes(32).toString('base64')}`,
};
const live = {
  ...given,
  MAIL_MODE: 'live',
  PUBLIC_URL: 'https://verdicts.example.com',
  RESEND_API_KEY: 're_8Kq2mZr4_T7wPcX9v',
  RESEND_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
  MAIL_FROM: 'issues@verdicts.example.com',
};

it('builds a complete configuration from an empty environment, and gives everything up again', async () => {
  const folder = await makeFolder();
  const fixture = await open(folder, {});
  const { config } = fixture;
  const client = new pg.Client(config.databaseUrl);
  await client.connect();
  expect((await client.query('select current_database() as name')).rows).toEqual([
    { name: 'verdicts' },
  ]);
  await client.end();
  expect((await fetch(fixture.mailboxUrl!)).status).toBe(200);
  expect(config).toMatchObject({
    publicUrl: 'http://localhost:3000',
    installationUrl: 'local',
    mail: 'local',
    mailFrom: 'Weekly AI Tool Verdicts <verdicts@example.com>',
    resend: { baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  await fixture.stop();
  await expect(fetch(fixture.mailboxUrl!)).rejects.toThrow();
  await expect(new pg.Client(config.databaseUrl).connect()).rejects.toThrow(/ECONNREFUSED/);
});

it('makes signing keys once, keeps them to this account, and prefers given ones', async () => {
  const folder = await makeFolder();
  const { SIGNING_KEYS: _, ...keyless } = live;
  const [first, second] = await Promise.all([open(folder, keyless), open(folder, keyless)]);
  expect(first.config.signingKeys).toHaveLength(1);
  expect(first.config.signingKeys[0]).toMatchObject({ id: 1 });
  expect(first.config.signingKeys[0]!.secret).toHaveLength(32);
  expect(second.config.signingKeys).toEqual(first.config.signingKeys);
  expect((await open(folder, keyless)).config.signingKeys).toEqual(first.config.signingKeys);
  expect((await stat(join(folder, 'signing-keys'))).mode & 0o777).toBe(0o600);
  expect((await open(folder, live)).config.signingKeys[0]!.id).toBe(9);
});

it('refuses in words when the file of signing keys was damaged', async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'signing-keys'), 'nonsense\n');
  const { SIGNING_KEYS: _, ...keyless } = live;
  await expect(open(folder, keyless)).rejects.toThrow(/does not contain signing keys/);
});

it('sends mail to the emulator unless mail is live, whatever keys are in the environment', async () => {
  const folder = await makeFolder();
  const keys = { RESEND_API_KEY: 're_real', RESEND_BASE_URL: 'https://api.resend.com' };
  const local = await open(folder, { ...given, ...keys });
  expect(local.config.resend.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(local.config.resend.apiKey).not.toBe('re_real');
  expect(local.mailboxUrl).not.toBeNull();
});

it('starts nothing where everything is given and mail is live', async () => {
  const folder = await makeFolder();
  const { config, mailboxUrl } = await open(folder, live);
  expect(mailboxUrl).toBeNull();
  expect(config).toMatchObject({
    databaseUrl: live.DATABASE_URL,
    publicUrl: live.PUBLIC_URL,
    mailFrom: live.MAIL_FROM,
    resend: {
      apiKey: live.RESEND_API_KEY,
      baseUrl: 'https://api.resend.com',
      webhookSecret: live.RESEND_WEBHOOK_SECRET,
    },
  });
  await expect(stat(join(folder, 'postgres'))).rejects.toThrow(/ENOENT/);
  await expect(stat(join(folder, 'resend'))).rejects.toThrow(/ENOENT/);
});

it('uses the address served last for commands, and its own port for a service', async () => {
  const folder = await makeFolder();
  const port = { ...given, PORT: '4111' };
  expect((await open(folder, port)).config.publicUrl).toBe('http://localhost:4111');
  await rememberAddress(folder, 'http://localhost:4000');
  expect(await readFile(join(folder, 'address'), 'utf8')).toBe('http://localhost:4000\n');
  expect((await open(folder, port)).config.publicUrl).toBe('http://localhost:4000');
  expect((await open(folder, port, true)).config.publicUrl).toBe('http://localhost:4111');
  expect((await open(folder, live)).config.publicUrl).toBe(live.PUBLIC_URL);
});

it('of two services that start at the same moment, the last one’s address is kept whole', async () => {
  const folder = await makeFolder();
  const urls = Array.from({ length: 20 }, (_, n) => `http://localhost:${4000 + n}`);
  await Promise.all(urls.map((url) => rememberAddress(folder, url)));
  expect(urls).toContain((await readFile(join(folder, 'address'), 'utf8')).trim());
});
