import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readAccount } from '../../src/deliveries/account';
import { getIssueById } from '../../src/issues/find';
import { openIssueQueue } from '../../src/local/issue-queue';
import { type Database, openDatabase } from '../../src/platform/database';
import { atEnd } from '../helpers/at-end';
import { openCommandLine } from '../helpers/command-line';
import { cloneDatabaseUrl, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { type ServedProject, serveProject } from '../helpers/served-project';
import { silent } from '../helpers/silent-log';
import { addReaders, planRelease } from '../helpers/week';

const { project, mailboxUrl } = await openCommandLine();
const WITHIN = { timeout: 15_000, interval: 50 };
const ledgerSchema = z.object({ accepted: z.number(), distinct_recipients: z.number() });

async function readLedger() {
  return ledgerSchema.parse(await (await fetch(`${mailboxUrl}/ledger.json`)).json());
}

/** A database of its own with services on it, and a queue of the test's beside theirs. */
async function openGround(name: string, readers: number) {
  const databaseUrl = await cloneDatabaseUrl();
  const db = openDatabase(databaseUrl, { max: 2, log: silent });
  atEnd(() => db.destroy());
  const before = await readLedger();
  const serve = async () => {
    const served = await serveProject(project, { variables: { DATABASE_URL: databaseUrl } });
    atEnd(() => served.stop('SIGKILL'));
    return served;
  };
  const queue = await openIssueQueue({ databaseUrl, log: silent });
  atEnd(() => queue.close());
  const begin = async () => {
    const deps = await makeDeps(db, { config: { installationUrl: 'local' } });
    await addReaders(deps, readers, name);
    const { id } = await planRelease(deps);
    await queue.hand(id);
    return id;
  };
  const mailed = async () => {
    const { accepted, distinct_recipients } = await readLedger();
    return {
      accepted: accepted - before.accepted,
      distinct: distinct_recipients - before.distinct_recipients,
    };
  };
  return { db, serve, begin, queue, mailed };
}

/** How many batches a service handed, and how soon it had begun. */
function batchesOf(service: ServedProject): number {
  const lines = service.output().split('\n').filter((line) => line.includes('"issue-work"'));
  return lines.map((line) => JSON.parse(line).batches as number).reduce((a, b) => a + b, 0);
}

async function waitUntilSent(db: Database, issueId: number): Promise<void> {
  await expect.poll(async () => (await getIssueById(db, issueId)).state, WITHIN).toBe('sent');
}

it('three services send one issue together, each reader once, and leave no message behind', async () => {
  const READERS = 4_000;
  const { db, serve, begin, mailed } = await openGround('together', READERS);
  const services = await Promise.all([serve(), serve(), serve()]);
  const t = Date.now();
  const id = await begin();
  console.log('planned', Date.now() - t);
  await waitUntilSent(db, id);
  console.log('sent', Date.now() - t);
  expect(await mailed()).toEqual({ accepted: READERS, distinct: READERS });
  await sleep(500);
  console.log(services.map(batchesOf), (await sql`select * from pgboss.job`.execute(db)).rows);
  for (const s of services) console.log(s.output().split('\n').filter((l) => /issue-work|queue|warn/.test(l)).join('\n'));
});
