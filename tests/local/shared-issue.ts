import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { migrations } from '../../migrations';
import { getIssueById } from '../../src/issues/find';
import { readPostmaster } from '../../src/local/embedded-postgres/postmaster';
import { startLocalPostgres } from '../../src/local/postgres';
import { startLocalResend } from '../../src/local/resend/start-resend';
import { openIssueQueue } from '../../src/node/issue-queue';
import { type Database, openDatabase } from '../../src/platform/database';
import { migrate } from '../../src/platform/postgres/migrate';
import { atEnd } from '../helpers/at-end';
import { cloneDatabaseUrl } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { copyProjectForTests } from '../helpers/processes/command-line';
import { type ServedProject, serveProject } from '../helpers/processes/served-project';
import { silent } from '../helpers/silent-log';

const SEALING_SECONDS = 0.15;
export const project = await copyProjectForTests();
const { mailboxUrl, apiKey, baseUrl, stop } = await startEmulator();
atEnd(stop);
const ledgerSchema = z.object({ accepted: z.number(), distinct_recipients: z.number() });

// One that hears nothing, made by hand: so the services register none of their own, and no events come.
await fetch(`${baseUrl}/webhooks`, {
  method: 'POST',
  headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify({
    endpoint: 'http://127.0.0.1:9/webhooks/resend',
    events: ['email.none'],
  }),
});

/** That of the services, held here so that it outlives each of them. */
async function startEmulator() {
  await mkdir(join(project.folder, '.data'));
  return startLocalResend({ folder: join(project.folder, '.data', 'resend'), log: silent });
}

async function readLedger() {
  return ledgerSchema.parse(await (await fetch(`${mailboxUrl}/ledger.json`)).json());
}

/** A database with an issue that is about to go out, and services on it. */
export async function openFixture(name: string, readers: number, url?: string) {
  const databaseUrl = url ?? (await cloneDatabaseUrl());
  const db = openDatabase(databaseUrl, { max: 3, log: silent });
  atEnd(() => db.destroy());
  await migrate(db, migrations);
  await slowSealing(db);
  const deps = await makeDeps(db, { config: { installationUrl: 'local' } });
  await addReaders(deps, readers, name);
  const before = await readLedger();
  const serve = async () => {
    const served = await serveProject(project, { variables: { DATABASE_URL: databaseUrl } });
    atEnd(() => served.stop('SIGKILL'));
    return served;
  };
  const enqueue = async (issueId: number) => {
    const queue = await openIssueQueue({ databaseUrl, log: silent });
    await queue.enqueue(issueId);
    await queue.close();
  };
  const plan = async () => (await planRelease(deps)).id;
  /** What the ledger has of this issue's readers, whose addresses are no other test's. */
  const readMailed = async () => {
    const { accepted, distinct_recipients } = await readLedger();
    const distinct = distinct_recipients - before.distinct_recipients;
    return { accepted: accepted - before.accepted, distinct };
  };
  return { db, serve, plan, enqueue, readMailed };
}

/** However fast a sender is, sealing a batch takes it this long: so there is time to join it. */
async function slowSealing(db: Database): Promise<void> {
  await sql`create function dawdle() returns trigger language plpgsql as
    $$ begin perform pg_sleep(${sql.lit(SEALING_SECONDS)}); return new; end $$`.execute(db);
  await sql`create trigger dawdle before update on batches for each row
    when (new.state = 'sealed' and old.state = 'waiting') execute function dawdle()`.execute(db);
}

/** How many batches a service says that it submitted. */
export function countBatches(service: ServedProject): number {
  const lines = service
    .output()
    .split('\n')
    .filter((line) => line.includes('"issue-work"'));
  return lines.reduce((sum, line) => sum + (JSON.parse(line).batches as number), 0);
}

/** Until each of these, which are all there are, works at the issue and a message waits for one more. */
export async function waitUntilAtIt(db: Database, ...services: ServedProject[]): Promise<void> {
  await vi.waitFor(async () => {
    for (const service of services) expect(service.output()).toContain('"issue-joined"');
    expect(await countMessages(db)).toBe(1);
  }, 20_000);
}

export async function waitUntilSent(db: Database, issueId: number): Promise<void> {
  const readState = async () => (await getIssueById(db, issueId)).state;
  await vi.waitFor(async () => expect(await readState()).toBe('sent'), 40_000);
}

/** Keeps every sender before its next batch until it is let go. */
export async function holdBatches(db: Database) {
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

/** Until a connection of the service that was started last, after this moment, waits for a batch. */
export async function waitUntilHeld(db: Database, startedAt: Date): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'
        and backend_start > ${startedAt}`.execute(db);
    expect(rows[0]!.n).toBeGreaterThan(0);
  }, 20_000);
}

export async function countLeases(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from batches
    where state in ('waiting', 'sealed') and lease_until > database_now()`.execute(db);
  return rows[0]!.n;
}

/** As `pg_ctl restart -m fast` does: everybody is cut off, and the server comes back at its port. */
export async function restart(dataDirectory: string, folder: string): Promise<void> {
  const { pid } = (await readPostmaster(dataDirectory))!;
  process.kill(pid, 'SIGINT');
  await vi.waitFor(async () => expect(await readPostmaster(dataDirectory)).toBeNull(), 10_000);
  const again = await startLocalPostgres({ folder, log: silent });
  atEnd(() => again.stop());
}

export async function countMessages(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pgboss.job`.execute(db);
  return rows[0]!.n;
}
