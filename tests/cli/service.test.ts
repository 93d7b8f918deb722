import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { parseEnv } from 'node:util';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/platform/database';
import { cloneDatabaseUrl } from '../helpers/database';
import { copyProjectForTests, runBundle } from '../helpers/processes/command-line';
import { serveProject } from '../helpers/processes/served-project';
import { silent } from '../helpers/silent-log';

const STOPS_WITHIN_MS = 10_000;
const project = await copyProjectForTests();
const databaseUrl = await cloneDatabaseUrl();
const db = openDatabase(databaseUrl, { max: 2, log: silent });
afterAll(() => db.destroy());
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://verdicts.example.com',
  DATABASE_URL: databaseUrl,
  MAIL_MODE: 'local',
  SIGNING_KEYS: `1:${randomBytes(32).toString('base64')}`,
  MAIL_FROM: 'issues@verdicts.example.com',
};

async function serve(variables: object = { DATABASE_URL: databaseUrl }) {
  const served = await serveProject(project, { variables });
  afterAll(() => served.stop('SIGKILL'));
  return served;
}

/** Only these variables; waits until the service has given up. */
function startAndFail(env: Record<string, string>) {
  return new Promise<{ code: unknown; out: string; said: string }>((resolve) => {
    execFile(
      process.execPath,
      ['dist/node.mjs'],
      { cwd: project.folder, env },
      (error, out, said) => resolve({ code: error?.code, out, said }),
    );
  });
}

async function answersAt(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  const answers = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return answers;
}

describe('in production', () => {
  it('an empty environment is refused in one message that names every missing variable', async () => {
    const { code, out, said } = await startAndFail({ NODE_ENV: 'production' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(said).toMatch(/^[^\n]+\n$/);
    const names = ['PUBLIC_URL', 'DATABASE_URL', 'MAIL_MODE', 'SIGNING_KEYS', 'MAIL_FROM'];
    for (const name of [...names, 'RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET'])
      expect(said).toContain(`${name} is missing`);
  });

  it('malformed variables are named beside missing ones, and no value is repeated', async () => {
    const malformed = {
      PORT: 'top-secret',
      SIGNING_KEYS: '1:top-secret',
      DATABASE_URL: 'top-secret',
    };
    const { MAIL_FROM: _, ...rest } = production;
    const { code, said } = await startAndFail({ ...rest, ...malformed });
    expect(code).toBe(1);
    for (const name of [
      'PORT must',
      'SIGNING_KEYS must',
      'DATABASE_URL must',
      'MAIL_FROM is missing',
    ])
      expect(said).toContain(name);
    expect(said).not.toContain('top-secret');
  });

  it('what is copied from .env.example is refused with every secret named, also under a misspelt NODE_ENV', async () => {
    const example = parseEnv(await readFile('.env.example', 'utf8')) as Record<string, string>;
    for (const NODE_ENV of ['production', 'Production', 'prod']) {
      const { code, said } = await startAndFail({ ...example, NODE_ENV, MAIL_MODE: 'live' });
      expect(code).toBe(1);
      for (const name of [
        'DATABASE_URL',
        'SIGNING_KEYS',
        'RESEND_API_KEY',
        'RESEND_WEBHOOK_SECRET',
      ])
        expect(said, NODE_ENV).toMatch(new RegExp(`${name} must [^;]*not the example`));
      expect(said.includes('NODE_ENV must be')).toBe(NODE_ENV !== 'production');
    }
  });

  it('it answers at every address of the machine; elsewhere at 127.0.0.1 alone', async () => {
    const [open, closed] = await Promise.all([serve(production), serve()]);
    expect(open.out()).toBe('');
    const other = '127.0.0.2';
    expect(await answersAt(other, open.port)).toBe(true);
    expect(await answersAt('127.0.0.1', closed.port)).toBe(true);
    expect(await answersAt(other, closed.port)).toBe(false);
    expect(await answersAt('::1', closed.port)).toBe(false);
    await Promise.all([open.stop(), closed.stop()]);
  });
});

describe('what the service writes', () => {
  it('is a few plain lines on standard output, and its log as JSON on standard error', async () => {
    const served = await serve();
    await expect.poll(served.said).toContain('"event":"serving"');
    await expect.poll(served.out).toContain('Press Ctrl+C');
    const [out, said] = [served.out(), served.said()];
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^Serving http:\/\/localhost:\d+$/),
      expect.stringMatching(/^Mailbox: http:\/\/127\.0\.0\.1:\d+ \(no mail leaves this machine\)$/),
      expect.stringMatching(/^Next weekly hour: Tuesday, \d+ \w+ \d{4} at 09:00 \(UTC\)$/),
      'Press Ctrl+C to stop.',
    ]);
    const lines = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ event: 'serving' }));
    await served.stop();
  });

  it('is plain text with LOG_FORMAT=text, and nothing but JSON with LOG_FORMAT=json', async () => {
    const [text, json] = await Promise.all([
      serve({ DATABASE_URL: databaseUrl, LOG_FORMAT: 'text' }),
      serve({ DATABASE_URL: databaseUrl, LOG_FORMAT: 'json' }),
    ]);
    await expect.poll(json.said).toContain('"event":"serving"');
    await expect.poll(text.said).toMatch(/^\d\d:\d\d:\d\d serving {2}url=http:\S+$/m);
    expect(json.out()).toBe('');
    expect(JSON.parse(json.said().split('\n')[0]!)).toMatchObject({ level: 30 });
    await Promise.all([text.stop(), json.stop()]);
  });
});

it('what a login shell sets does not affect the service or a command: MAIL, USER, HOST, PGSSLMODE', async () => {
  const shell = { MAIL: '/var/mail/ada', USER: 'ada', HOST: 'ada’s', PGSSLMODE: 'require' };
  const variables = { ...shell, DATABASE_URL: databaseUrl };
  const served = await serve(variables);
  await expect.poll(served.out).toContain('Mailbox: http://127.0.0.1:');
  const { code, out } = await runBundle(project, ['doctor', '--json'], variables);
  expect({ code, out }).toMatchObject({
    out: expect.stringContaining('Mail stays on this machine'),
  });
  await served.stop();
});

it('/healthz tells of the process, /readyz of the database and its migrations', async () => {
  const { url, stop } = await serve();
  const ask = async (path: string) => {
    const answer = await fetch(url + path);
    return { status: answer.status, body: await answer.json() };
  };
  const ready = { status: 200, body: { status: 'ready' } };
  expect(await ask('/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  expect(await ask('/readyz')).toEqual(ready);
  await sql`update kysely_migration set name = name || '-other'`.execute(db);
  expect(await ask('/readyz')).toEqual({ status: 503, body: { status: 'not ready' } });
  expect(await ask('/healthz')).toMatchObject({ status: 200 });
  await sql`update kysely_migration set name = replace(name, '-other', '')`.execute(db);
  expect(await ask('/readyz')).toEqual(ready);
  await stop();
});

describe('SIGTERM', () => {
  it('lets a request in progress be answered, accepts no new one, and exits with 0', async () => {
    const { url, port, stop } = await serve();
    const lock = await holdLock();
    const answer = fetch(`${url}/issues`);
    await lock.isWaitedFor();
    const begunAt = performance.now();
    const ended = stop('SIGTERM');
    await expect.poll(() => answersAt('127.0.0.1', port)).toBe(false);
    await lock.release();
    expect((await answer).status).toBe(200);
    expect(await (await answer).text()).toContain('</html>');
    expect(await ended).toBe(0);
    expect(performance.now() - begunAt).toBeLessThan(STOPS_WITHIN_MS);
  });

  it('makes the service exit with 0 within ten seconds even if a request hangs', async () => {
    const { url, stop } = await serve();
    const lock = await holdLock();
    const answer = fetch(`${url}/issues`).catch(() => 'cut off');
    await lock.isWaitedFor();
    const begunAt = performance.now();
    expect(await stop('SIGTERM')).toBe(0);
    expect(performance.now() - begunAt).toBeLessThan(STOPS_WITHIN_MS);
    expect(await answer).toBe('cut off');
    await lock.release();
  });
});

describe('a service with the embedded PostgreSQL', () => {
  it('that was killed is started again and finds its database as it was', async () => {
    const first = await serve({});
    const named = await runBundle(project, ['settings', 'set', 'newsletter-name', 'Kept & Found']);
    expect(named.code).toBe(0);
    expect(await first.stop('SIGKILL')).toBeNull();
    const second = await serve({});
    expect(await (await fetch(`${second.url}/`)).text()).toContain('Kept &amp; Found');
    expect(await second.stop('SIGTERM')).toBe(0);
  });
});

/** Makes every request that reads issues wait. */
async function holdLock() {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const done = db.transaction().execute(async (tx) => {
    await sql`lock table issues in access exclusive mode`.execute(tx);
    held.resolve();
    await end.promise;
  });
  await held.promise;
  return {
    isWaitedFor: () => expect.poll(countWaiting, { timeout: 10_000 }).toBeGreaterThan(0),
    release() {
      end.resolve();
      return done;
    },
  };
}

async function countWaiting(): Promise<number> {
  const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from pg_locks
    where not granted and relation = 'issues'::regclass`.execute(db);
  return rows[0]!.waiting;
}
