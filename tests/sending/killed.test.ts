import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue } from '../../src/issues/find';
import { type Database, openDatabase } from '../../src/platform/database';
import { sendDue, sweepIssues } from '../../src/sending/send-due';
import { cloneDatabaseOf, cloneDatabaseUrl, shiftDatabaseClock } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, releaseDraft } from '../helpers/fixtures/week';
import { bundleScript } from '../helpers/processes/script';
import type { SenderOrders } from '../helpers/processes/sender-process';
import { silent } from '../helpers/silent-log';

const READERS = 230;
const script = await bundleScript(
  join(import.meta.dirname, '../helpers/processes/sender-process.ts'),
);

function runSender(orders: SenderOrders): Promise<{ killed: boolean; counts: string }> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, JSON.stringify(orders)], (error, counts, said) => {
      const killed = error?.signal === 'SIGKILL' || error?.code === 137;
      if (error && !killed) reject(new Error(said));
      else resolve({ killed, counts });
    });
  });
}

/** A database with a released issue whose hour has come. */
async function prepare() {
  const url = await cloneDatabaseUrl();
  const db = openDatabase(url, { max: 4, log: silent });
  const deps = await makeDeps(db);
  await addReaders(deps, READERS);
  const issue = await releaseDraft(deps);
  await db.destroy();
  return { issue, template: new URL(url).pathname.slice(1) };
}

const { issue, template } = await prepare();

/** PostgreSQL rolls back what a killed process had begun as soon as it notices, which may take a moment. */
async function waitForItsTransactions(db: Database): Promise<void> {
  await vi.waitFor(async () => {
    const { rows } = await sql`select from pg_stat_activity where datname = current_database()
      and state <> 'idle' and pid <> pg_backend_pid()`.execute(db);
    expect(rows).toEqual([]);
  }, 10_000);
}

/** Kills a sender at this moment, starts another one after the lease, and looks at the ledger. */
async function killAndRestart(die: SenderOrders['die']) {
  const { db, url } = await cloneDatabaseOf(template);
  const deps = await makeDeps(db);
  deps.clock.advance(HOUR_MS);
  const config = { ...deps.config, databaseUrl: url };
  const at = deps.now().toISOString();
  const { killed } = await runSender({ config, at, die });
  await waitForItsTransactions(db);
  await shiftDatabaseClock(db, '61 seconds');
  await sendDue(deps, deps.now());
  await sweepIssues(deps);
  const { state } = await getIssue(db, issue.number);
  return {
    killed,
    state,
    audience: await readAudienceByState(db, issue.id),
    ledger: deps.emulator.ledger(),
  };
}

function expectEveryReaderOnce({
  killed,
  state,
  audience,
  ledger,
}: Awaited<ReturnType<typeof killAndRestart>>) {
  expect(killed).toBe(true);
  expect(state).toBe('sent');
  expect(audience).toMatchObject({ total: READERS, accepted: READERS, waiting: 0, unknown: 0 });
  expect(ledger).toMatchObject({ accepted: READERS, distinct_recipients: READERS });
}

describe('a sender that is killed and started again completes the issue, every reader accepted once', () => {
  it.each([1, 2, 3])('when it dies before batch %i', async (nth) => {
    expectEveryReaderOnce(await killAndRestart({ before: 'submission', nth }));
  });

  it.each([1, 2, 3])('when it dies between the answer for batch %i and its record', async (nth) => {
    expectEveryReaderOnce(await killAndRestart({ before: 'record', nth }));
  });

  it('when it dies before any one statement of plan, render, seal and record', async () => {
    const statements = [6, 9, 11, 12, 15, 18, 21, 24, 26, 28, 30, 32, 34, 36, 38];
    for (let from = 0; from < statements.length; from += 3) {
      const runs = statements
        .slice(from, from + 3)
        .map((nth) => killAndRestart({ before: 'statement', nth }));
      for (const run of await Promise.all(runs)) expectEveryReaderOnce(run);
    }
  }, 90_000);
});
