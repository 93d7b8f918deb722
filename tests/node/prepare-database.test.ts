import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { jobs } from '../../jobs';
import { openIssueQueue } from '../../src/node/issue-queue';
import { prepareDatabase } from '../../src/node/prepare-database';
import { openDatabase } from '../../src/platform/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { copyProjectForTests, runBundle } from '../helpers/processes/command-line';
import { serveProject } from '../helpers/processes/served-project';
import { silent } from '../helpers/silent-log';

interface Roles {
  /** For the role that owns the database. */
  ownerUrl: string;
  /** For a role that may only connect to it. */
  serviceUrl: string;
}

/** An empty database with two roles of its own, dropped at the end of the file. */
async function makeRoles(): Promise<Roles> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const [owner, service] = [`owner_${name}`, `Service_${name}`];
  await asAdmin(
    ...[owner, service].map(
      (role) => `create role "${role}" login nosuperuser password 'x-${role}'`,
    ),
    `create database ${name} owner "${owner}"`,
  );
  afterAll(() =>
    asAdmin(`drop database ${name} with (force)`, `drop role "${owner}"`, `drop role "${service}"`),
  );
  const urlOf = (role: string) => {
    const url = new URL(inject('adminUrl'));
    return Object.assign(url, { username: role, password: `x-${role}`, pathname: name }).href;
  };
  return { ownerUrl: urlOf(owner), serviceUrl: urlOf(service) };
}

async function asAdmin(...statements: string[]): Promise<void> {
  const admin = new pg.Client(inject('adminUrl'));
  await admin.connect();
  for (const statement of statements) await admin.query(statement);
  await admin.end();
}

function open(url: string) {
  const db = openDatabase(url, { max: 4, log: silent });
  afterAll(() => db.destroy());
  return db;
}

async function settled() {
  const { ownerUrl, serviceUrl } = await makeRoles();
  const db = open(serviceUrl);
  const fixture = { config: { migrationDatabaseUrl: ownerUrl }, log: silent };
  // Like several machines that start at once.
  await Promise.all([1, 2, 3].map(() => prepareDatabase(db, fixture)));
  return { db, ownerUrl, serviceUrl, fixture };
}

describe('a service whose migrations run under another role', () => {
  it('sends an issue, runs every job and hears of work, and may change no table', async () => {
    const { db, serviceUrl, fixture } = await settled();
    const { deps, issue } = await sendIssue(db, 3);
    for (const job of jobs) await job.run(deps, deps.now());
    const queue = await openIssueQueue({ databaseUrl: serviceUrl, log: silent });
    onTestFinished(() => queue.close());
    const deliver = vi.fn(async () => {});
    const stop = await queue.work(deliver);
    await queue.enqueue(issue.id);
    await vi.waitFor(() => expect(deliver).toHaveBeenCalled(), { timeout: 15_000 });
    await stop();
    for (const statement of [
      'create table public.mine (id int)',
      'create schema mine',
      'alter table subscribers add column mine int',
      'alter table pgboss.queue add column mine int',
      'drop table alerts',
      'truncate alerts',
      'drop trigger casts_never_change on casts',
      'create or replace function database_now() returns timestamptz language sql as $$select now()$$',
      'delete from kysely_migration',
      `insert into kysely_migration values ('x', 'y')`,
    ]) {
      const refused = expect.objectContaining({ code: '42501' });
      await expect(sql.raw(statement).execute(db), statement).rejects.toEqual(refused);
    }
    // Like the next start.
    await prepareDatabase(db, fixture);
  });

  it('is told if the two URLs lead to different databases, or the role owns no tables', async () => {
    const [here, elsewhere] = [await settled(), await makeRoles()];
    const settle = (url: string, migrationDatabaseUrl: string) =>
      prepareDatabase(open(url), { config: { migrationDatabaseUrl }, log: silent });
    await expect(settle(elsewhere.serviceUrl, here.ownerUrl)).rejects.toThrow(
      /lead to different databases/,
    );
    await expect(settle(here.serviceUrl, here.serviceUrl)).rejects.toThrow(
      /does not own \d+ of the tables/,
    );
    const wrong = here.ownerUrl.replace(/:x-[^@]*@/, ':wrong@');
    await expect(settle(here.serviceUrl, wrong)).rejects.toThrow(
      'rejects the user name or password in MIGRATION_DATABASE_URL',
    );
    const unmade = elsewhere.serviceUrl;
    await expect(settle(unmade, unmade)).rejects.toThrow(
      /MIGRATION_DATABASE_URL lacks the rights for this/,
    );
  });

  it('starts once `verdicts migrate` has run with MIGRATION_DATABASE_URL, and says so until then', async () => {
    const project = await copyProjectForTests();
    const { ownerUrl, serviceUrl } = await makeRoles();
    const variables = { DATABASE_URL: serviceUrl };
    const early = await runBundle(project, ['settings'], variables);
    expect(early).toMatchObject({ code: 1, out: '' });
    expect(early.said).toBe(
      'The role in DATABASE_URL lacks the rights for this: run `verdicts migrate` with MIGRATION_DATABASE_URL.\n',
    );
    const migrating = { ...variables, MIGRATION_DATABASE_URL: ownerUrl };
    expect(await runBundle(project, ['migrate'], migrating)).toMatchObject({ code: 0 });
    const served = await serveProject(project, { variables });
    onTestFinished(async () => void (await served.stop()));
    expect((await fetch(`${served.url}/readyz`)).status).toBe(200);
    const { out } = await runBundle(project, ['doctor'], variables);
    expect(out).toContain('database’s role: The service may change rows but not tables.');
    expect(
      (await runBundle(project, ['import', `${process.cwd()}/src/demo/samples`], variables)).code,
    ).toBe(0);
    expect(served.output()).not.toContain('42501');
  });
});
