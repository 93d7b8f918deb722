import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import { migrations } from '../../migrations';
import { readAccount } from '../../src/deliveries/account';
import { getIssueById } from '../../src/issues/find';
import { readPostmaster } from '../../src/local/embedded-postgres/postmaster';
import { openIssueQueue } from '../../src/local/issue-queue';
import { enterPostgres } from '../../src/local/postgres';
import { type Database, openDatabase } from '../../src/platform/database';
import { migrate } from '../../src/platform/migrate';
import { atEnd } from '../helpers/at-end';
import { openCommandLine } from '../helpers/command-line';
import { cloneDatabaseUrl, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { type ServedProject, serveProject } from '../helpers/served-project';
import { silent } from '../helpers/silent-log';
import { addReaders, planRelease } from '../helpers/week';

const LEASE = '61 seconds';
const STOPS_WITHIN_MS = 10_000;
const { project, mailboxUrl } = await openCommandLine();
const ledgerSchema = z.object({ accepted: z.number(), distinct_recipients: z.number() });

async function readLedger() {
  return ledgerSchema.parse(await (await fetch(`${mailboxUrl}/ledger.json`)).json());
}

/** A database with an issue that is about to go out, and services on it. */
async function openGround(name: string, readers: number, url?: string) {
  const databaseUrl = url ?? (await cloneDatabaseUrl());
  const db = openDatabase(databaseUrl, { max: 3, log: silent });
  atEnd(() => db.destroy());
  await migrate(db, migrations);
  const deps = await makeDeps(db, { config: { installationUrl: 'local' } });
  await addReaders(deps, readers, name);
  const before = await readLedger();
  const serve = async () => {
    const served = await serveProject(project, { variables: { DATABASE_URL: databaseUrl } });
    atEnd(() => served.stop('SIGKILL'));
    return served;
  };
  const hand = async (issueId: number) => {
    const queue = await openIssueQueue({ databaseUrl, log: silent });
    await queue.hand(issueId);
    await queue.close();
  };
  const plan = async () => (await planRelease(deps)).id;
  /** What the ledger has of this issue's readers, whose addresses are no other test's. */
  const readMailed = async () => {
    const { accepted, distinct_recipients } = await readLedger();
    const distinct = distinct_recipients - before.distinct_recipients;
    return { accepted: accepted - before.accepted, distinct };
  };
  return { db, serve, plan, hand, readMailed };
}

/** How many batches a service says that it handed. */
function countBatches(service: ServedProject): number {
  const lines = service
    .output()
    .split('\n')
    .filter((line) => line.includes('"issue-work"'));
  return lines.reduce((sum, line) => sum + (JSON.parse(line).batches as number), 0);
}

async function waitUntilSent(db: Database, issueId: number): Promise<void> {
  const readState = async () => (await getIssueById(db, issueId)).state;
  await vi.waitFor(async () => expect(await readState()).toBe('sent'), 30_000);
}

/** Keeps every sender before its next batch until it is let go. */
async function holdBatches(db: Database) {
  const held = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const done = db.transaction().execute(async (tx) => {
    await sql`lock table batches in exclusive mode`.execute(tx);
    held.resolve();
    await end.promise;
  });
  await held.promise;
  const letGo = () => {
    end.resolve();
    return done;
  };
  return { letGo };
}

async function countLeases(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from batches
    where state in ('waiting', 'sealed') and lease_until > database_now()`.execute(db);
  return rows[0]!.n;
}

/** As `pg_ctl restart -m fast` does: everybody is cut off, and the server comes back at its port. */
async function restart(dataDirectory: string, folder: string): Promise<void> {
  const { pid } = (await readPostmaster(dataDirectory))!;
  process.kill(pid, 'SIGINT');
  await vi.waitFor(async () => expect(await readPostmaster(dataDirectory)).toBeNull(), 10_000);
  const again = await enterPostgres({ folder, log: silent });
  atEnd(() => again.leave());
}

async function countMessages(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pgboss.job`.execute(db);
  return rows[0]!.n;
}

it('three services send one issue together, each reader once, and no message is left', async () => {
  const READERS = 3_000;
  const { db, serve, plan, hand, readMailed } = await openGround('together', READERS);
  const services = await Promise.all([serve(), serve(), serve()]);
  const id = await plan();
  await hand(id);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
  await vi.waitFor(() => {
    for (const service of services) expect(countBatches(service)).toBeGreaterThan(1);
  });
  const batches = services.map(countBatches);
  expect(batches.reduce((a, b) => a + b)).toBe(READERS / 100);
  await vi.waitFor(async () => expect(await countMessages(db)).toBe(0));
});

it('one is killed at work, one is started later and joins unasked: nobody is left out or mailed twice', async () => {
  const READERS = 3_000;
  const { db, serve, plan, hand, readMailed } = await openGround('killed', READERS);
  const [first, second] = await Promise.all([serve(), serve()]);
  const id = await plan();
  await hand(id);
  for (const service of [first, second])
    await vi.waitFor(() => expect(service.output()).toContain('"issue-joined"'), 20_000);
  const held = await holdBatches(db);
  await first.stop('SIGKILL');
  const late = await serve();
  await vi.waitFor(async () => expect(await countMessages(db)).toBe(0), 10_000);
  await held.letGo();
  await vi.waitFor(
    () => expect(countBatches(second) + countBatches(late)).toBeGreaterThan(0),
    30_000,
  );
  await shiftDatabaseClock(db, LEASE);
  await hand(id);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
  expect(await readAccount(db, id)).toMatchObject({ total: READERS, accepted: READERS });
  expect(countBatches(late)).toBeGreaterThan(0);
});

it('who is told to stop ends the batch at hand, leaves none leased, and the next service goes on at once', async () => {
  const READERS = 2_000;
  const { db, serve, plan, hand, readMailed } = await openGround('stopped', READERS);
  const first = await serve();
  const id = await plan();
  await hand(id);
  await vi.waitFor(() => expect(first.output()).toContain('"issue-joined"'), 20_000);
  const begunAt = performance.now();
  expect(await first.stop('SIGTERM')).toBe(0);
  expect(performance.now() - begunAt).toBeLessThan(STOPS_WITHIN_MS);
  expect(await countLeases(db)).toBe(0);
  expect((await readAccount(db, id)).waiting).toBeGreaterThan(0);
  await serve();
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
});

it('a service outlives a restart of PostgreSQL, and goes on with the issue by itself', async () => {
  const READERS = 1_500;
  const folder = join(project.folder, '.data', 'postgres');
  const postgres = await enterPostgres({ folder, log: silent });
  atEnd(() => postgres.leave());
  const { db, serve, plan, hand, readMailed } = await openGround(
    'restarted',
    READERS,
    postgres.url,
  );
  const service = await serve();
  const id = await plan();
  await hand(id);
  await vi.waitFor(() => expect(service.output()).toContain('"issue-joined"'), 20_000);
  await restart(postgres.dataDirectory, folder);
  await vi.waitFor(() => shiftDatabaseClock(db, LEASE), 10_000);
  await waitUntilSent(db, id);
  expect(await readMailed()).toEqual({ accepted: READERS, distinct: READERS });
  expect(await service.stop('SIGTERM')).toBe(0);
});
