import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrations } from '../../migrations';
import { startLocalPostgres } from '../../src/local/postgres';
import { openDatabase } from '../../src/platform/database';
import { migrate } from '../../src/platform/postgres/migrate';
import { silent } from './silent-log';

const TEMPLATE = 'verdicts_template';

/**
 * One PostgreSQL for the whole run with one migrated template that each test file clones.
 * TEST_POSTGRES_URL (a superuser's) runs the tests on another server instead.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'verdicts-test-'));
  // Where this runs as root the server runs as another account, which must be able to pass.
  await chmod(folder, 0o711);
  const own = process.env.TEST_POSTGRES_URL
    ? null
    : await startLocalPostgres({ folder, log: silent });
  const adminUrl = process.env.TEST_POSTGRES_URL ?? own!.adminUrl;
  if (own) await hurry(adminUrl);
  await makeTemplate(adminUrl);
  project.provide('adminUrl', adminUrl);
  return async () => {
    await own?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/**
 * Makes a server fast that nothing has to outlive, and its password cheap to check, as tests connect
 * thousands of times. Tests that kill PostgreSQL start one of their own, as it comes.
 */
async function hurry(adminUrl: string): Promise<void> {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit', 'autovacuum'])
    await admin.query(`alter system set ${setting} = off`);
  await admin.query('select pg_reload_conf()');
  await admin.query('set scram_iterations = 1');
  await admin.query(`alter role postgres password '${new URL(adminUrl).password}'`);
  await admin.end();
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  await admin.query(`drop database if exists ${TEMPLATE}`);
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = TEMPLATE;
  const db = openDatabase(url.href, { max: 1, log: silent });
  await migrate(db, migrations);
  await db.destroy();
}

declare module 'vitest' {
  interface ProvidedContext {
    adminUrl: string;
  }
}
