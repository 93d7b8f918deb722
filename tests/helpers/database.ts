import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { inject, onTestFinished } from 'vitest';
import { type Database, openDatabase } from '../../src/platform/database';
import { atEnd } from './at-end';
import { silent } from './silent-log';

/** A database of this test's or test file's own, cloned from the migrated template and dropped at its end. */
export async function cloneDatabase(): Promise<Database> {
  const url = await cloneDatabaseUrl();
  const db = openDatabase(url, { max: 5, log: silent });
  atEnd(() => db.destroy());
  return db;
}

/** The same for a test that hands the address to another process. */
export async function cloneDatabaseUrl(template = 'verdicts_template'): Promise<string> {
  const url = new URL(inject('adminUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await asAdmin(`create database ${name} template ${template} strategy file_copy`);
  atEnd(() => asAdmin(`drop database if exists ${name} with (force)`));
  url.pathname = name;
  return url.href;
}

/** A copy of another test database, which nobody may be using any more. */
export async function cloneDatabaseOf(template: string): Promise<{ db: Database; url: string }> {
  const url = await cloneDatabaseUrl(template);
  const db = openDatabase(url, { max: 5, log: silent });
  onTestFinished(() => db.destroy());
  return { db, url };
}

let admin: pg.Pool | undefined;

/** On one connection that all the files of a worker share. */
async function asAdmin(statement: string): Promise<void> {
  admin ??= new pg.Pool({
    connectionString: inject('adminUrl'),
    max: 1,
    idleTimeoutMillis: 0,
    allowExitOnIdle: true,
  });
  await admin.query(statement);
}

/** Shifts the database's clock from now on; '0 s' puts it right again. */
export async function shiftDatabaseClock(db: Database, interval: string): Promise<void> {
  await sql`${sql.raw(`create or replace function database_now() returns timestamptz language sql
    volatile as $$select clock_timestamp() + interval '${interval}'$$`)}`.execute(db);
}

/** For what must not depend on how fast the test runs. */
export async function stopDatabaseClock(db: Database): Promise<void> {
  await sql`${sql.raw(`create or replace function database_now() returns timestamptz language sql
    volatile as $$select '${new Date().toISOString()}'::timestamptz$$`)}`.execute(db);
}
