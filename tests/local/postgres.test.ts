import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { expect, it, onTestFinished } from 'vitest';
import { readPostmaster } from '../../src/local/embedded-postgres/postmaster';
import { startLocalPostgres } from '../../src/local/postgres';
import { silent } from '../helpers/silent-log';
import { makeFolder } from './local-folder';
import { runOther } from './other-process';

async function enter(folder: string) {
  const entered = await startLocalPostgres({ folder, log: silent });
  onTestFinished(() => entered.stop());
  return entered;
}

async function ask<T>(url: string, statement: string): Promise<T[]> {
  const client = new pg.Client(url);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query({ text: statement, rowMode: 'array' })).rows.map((row) => row[0]);
  } finally {
    await client.end();
  }
}

it('gives the service a role that is no superuser and owns its database', async () => {
  const { url, adminUrl } = await enter(await makeFolder());
  expect(await ask(url, 'select current_user')).toEqual(['verdicts']);
  const may = `select rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls
    from pg_roles where rolname = 'verdicts'`;
  expect(await ask(adminUrl, may)).toEqual([false]);
  const owner = `select pg_get_userbyid(datdba) from pg_database where datname = 'verdicts'`;
  expect(await ask(adminUrl, owner)).toEqual(['verdicts']);
  await expect(ask(url, `copy (select 1) to program 'cat'`)).rejects.toThrow(/permission denied/);
});

it('listens on 127.0.0.1 only, wants a SCRAM password everywhere, and speaks UTF-8', async () => {
  const { url, adminUrl, dataDirectory } = await enter(await makeFolder());
  expect(await ask(adminUrl, 'show listen_addresses')).toEqual(['127.0.0.1']);
  expect(await ask(adminUrl, 'show server_encoding')).toEqual(['UTF8']);
  const rules = 'select distinct auth_method from pg_hba_file_rules';
  expect(await ask(adminUrl, rules)).toEqual(['scram-sha-256']);
  const wrong = new URL(url);
  wrong.password = 'password';
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  const { port } = new URL(url);
  expect((await stat(join(dataDirectory, `.s.PGSQL.${port}`))).isSocket()).toBe(true);
});

it('keeps the data and the passwords from other accounts', async () => {
  const folder = await makeFolder();
  const { dataDirectory } = await enter(folder);
  expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'passwords'))).mode & 0o777).toBe(0o600);
});

it('passes no secret in our environment on to the server', async () => {
  const folder = await makeFolder();
  const secrets = { RESEND_API_KEY: 're_not_for_the_server', SIGNING_KEYS: '1:not-for-the-server' };
  const { said } = await runOther('start-postgres.ts', [folder], secrets);
  await enter(folder);
  const { pid } = (await readPostmaster(said.dataDirectory!))!;
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
  expect(environment).toContain('PGDATA=');
  expect(environment).not.toContain('not_for_the_server');
  expect(environment).not.toContain('not-for-the-server');
});

it('writes neither values nor statements into the log of the server', async () => {
  const { url, dataDirectory } = await enter(await makeFolder());
  await ask(url, 'create table readers (email text primary key)');
  await ask(url, `insert into readers values ('mara@example.com')`);
  await expect(ask(url, `insert into readers values ('mara@example.com')`)).rejects.toThrow();
  const log = await readFile(join(dataDirectory, 'server.log'), 'utf8');
  expect(log).toContain('readers_pkey');
  expect(log).not.toContain('mara@example.com');
});

it('is found by a second process, and stops only with the last of them', async () => {
  const folder = await makeFolder();
  const first = await runOther('start-postgres.ts', [folder]);
  const second = await enter(folder);
  expect(second.url).toBe(first.said.url);
  await first.kill('SIGTERM');
  expect(await ask(second.url, 'select 1')).toEqual([1]);
  await second.stop();
  await expect(ask(second.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  expect(await readPostmaster(second.dataDirectory)).toBeNull();
});

it('starts once for two processes that begin at the same moment', async () => {
  const folder = await makeFolder();
  const both = await Promise.all([enter(folder), enter(folder), enter(folder)]);
  expect(new Set(both.map((entered) => entered.url)).size).toBe(1);
  await Promise.all(both.map((entered) => entered.stop()));
  await expect(ask(both[0].url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
});

it('outlives a kill of the process that started it, with its data, and is found again', async () => {
  const folder = await makeFolder();
  const killed = await runOther('start-postgres.ts', [folder]);
  await ask(killed.said.url!, 'create table kept as select 42 as answer');
  await killed.kill('SIGKILL');
  const found = await enter(folder);
  expect(found.url).toBe(killed.said.url);
  expect(await ask(found.url, 'select answer from kept')).toEqual([42]);
  await found.stop();
  await expect(ask(found.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
});

it('starts again, with its data and its port, after the server itself was killed', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  await ask(first.url, 'create table kept as select 42 as answer');
  process.kill((await readPostmaster(first.dataDirectory))!.pid, 'SIGKILL');
  const second = await enter(folder);
  expect(second.url).toBe(first.url);
  expect(await ask(second.url, 'select answer from kept')).toEqual([42]);
});

it('counts a reference again after its server was restarted', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  process.kill((await readPostmaster(first.dataDirectory))!.pid, 'SIGKILL');
  const second = await enter(folder);
  const references = `select count(*)::int from pg_stat_activity where application_name = 'verdicts-reference'`;
  await expect.poll(() => ask(second.url, references), { timeout: 10_000 }).toEqual([2]);
  await second.stop();
  expect(await ask(first.url, 'select 1')).toEqual([1]);
});

it('does not mistake a process that got a dead server’s number for the server', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  await first.stop();
  const pidFile = join(first.dataDirectory, 'postmaster.pid');
  const lines = [process.pid, first.dataDirectory, 0, 5432, '', '127.0.0.1', '', 'ready'];
  await writeFile(pidFile, `${lines.join('\n')}\n`);
  const second = await enter(folder);
  expect(await ask(second.adminUrl, 'show data_directory')).toEqual([first.dataDirectory]);
});

it('refuses with a sentence if the data exists and the password file does not', async () => {
  const folder = await makeFolder();
  const first = await enter(folder);
  await first.stop();
  await rm(join(folder, 'passwords'));
  await expect(enter(folder)).rejects.toThrow(/its password file .* is missing/);
});

it('runs under an unprivileged account as root, in a place that this account can reach', async () => {
  const closed = await makeFolder();
  await chmod(closed, 0o700);
  const said: Record<string, unknown>[] = [];
  const log = { ...silent, info: (fields: Record<string, unknown>) => said.push(fields) };
  const folder = join(closed, 'postgres');
  const entered = await startLocalPostgres({ folder, log });
  onTestFinished(() => entered.stop());
  const { uid } = await stat(entered.dataDirectory);
  expect(await ask(entered.url, 'select 1')).toEqual([1]);
  await entered.stop();
  if (process.getuid!() === 0) {
    const elsewhere = dirname(entered.dataDirectory);
    expect(uid).not.toBe(0);
    expect(elsewhere).toMatch(/^\/var\/tmp\/verdicts-[0-9a-f]{16}$/);
    expect(said).toEqual([{ folder: elsewhere }]);
    expect((await readFile(join(folder, 'elsewhere'), 'utf8')).trim()).toBe(elsewhere);
    await rm(elsewhere, { recursive: true });
  } else {
    expect(uid).toBe(process.getuid!());
    expect(dirname(entered.dataDirectory)).toBe(folder);
  }
});
