import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { listAlerts } from '../../src/platform/alerts';
import { openDatabase } from '../../src/platform/database';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase, cloneDatabaseUrl } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { readMailbox } from '../helpers/mailbox';
import { bundleScript } from '../helpers/processes/script';
import { silent } from '../helpers/silent-log';

const DAY_MS = 24 * HOUR_MS;

async function statesOf({ db }: Pick<TestDeps, 'db'>): Promise<Record<string, number>> {
  const rows = await db
    .selectFrom('sign_ups')
    .select(['state', ({ fn }) => fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

it('one address gets one mail a day, however it is written and wherever it is typed', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const typed = ['ada@example.com', 'ADA@example.com', ' Ada@Example.Com '];
  for (const [n, email] of typed.entries())
    await postSignUp(deps, email, { from: `198.51.${n}.1` });
  await deps.settle();
  expect(await statesOf(deps)).toEqual({ mailed: 1, limited: 2 });
  deps.clock.advance(DAY_MS - 1);
  await postSignUp(deps, 'ada@example.com');
  await deps.settle();
  expect(await readMailbox(deps)).toHaveLength(1);
  deps.clock.advance(1);
  await postSignUp(deps, 'ada@example.com');
  await deps.settle();
  expect(await readMailbox(deps)).toHaveLength(2);
});

it('one network gets 20 mails an hour, and attempts beyond that do not use up the address’s mail', async () => {
  const deps = await makeDeps(await cloneDatabase());
  for (let n = 1; n <= 25; n += 1) {
    await postSignUp(deps, `reader${n}@example.com`, { from: `203.0.113.${n}` });
  }
  await deps.settle();
  expect(await statesOf(deps)).toEqual({ mailed: 20, limited: 5 });
  await postSignUp(deps, 'reader25@example.com', { from: '198.51.100.1' });
  await deps.settle();
  expect(await statesOf(deps)).toEqual({ mailed: 21, limited: 5 });
});

it('a limited attempt keeps no address', async () => {
  const deps = await makeDeps(await cloneDatabase());
  for (let n = 0; n < 2; n += 1) await postSignUp(deps, 'ada@example.com');
  await deps.settle();
  const rows = await deps.db
    .selectFrom('sign_ups')
    .select(['email', 'email_hash'])
    .where('state', '=', 'limited')
    .execute();
  expect(rows).toEqual([{ email: null, email_hash: null }]);
});

it('past the cap an hour nobody gets a mail, staff are told once, and the address is not used up', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await setSetting(deps.db, { name: 'sign-ups-an-hour', value: '3', at: deps.now() });
  const idle = { ...deps, runInBackground: () => {} };
  for (let n = 1; n <= 6; n += 1)
    await postSignUp(idle, `reader${n}@example.com`, { from: `198.51.${n}.1` });
  await mailSignUps(deps);
  expect(await statesOf(deps)).toEqual({ mailed: 3, limited: 3 });
  const kinds = (await listAlerts(deps.db, { limit: 9 })).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual(['sign-up-cap', 'sign-up-puzzle']);
  deps.clock.advance(HOUR_MS);
  await postSignUp(deps, 'reader6@example.com');
  await deps.settle();
  expect(await statesOf(deps)).toEqual({ mailed: 4, limited: 3 });
});

it('the limits hold over two processes that answer at the same time', async () => {
  const databaseUrl = await cloneDatabaseUrl();
  const db = openDatabase(databaseUrl, { max: 2, log: silent });
  const deps = await makeDeps(db, { config: { databaseUrl } });
  const idle = { ...deps, runInBackground: () => {} };
  for (let n = 1; n <= 60; n += 1) {
    await postSignUp(idle, `reader${Math.ceil(n / 3)}@example.com`, { from: `198.51.${n % 5}.1` });
  }
  const orders = JSON.stringify({ config: deps.config, at: deps.now() });
  const script = await bundleScript(
    join(import.meta.dirname, '../helpers/processes/sign-up-process.ts'),
  );
  const run = () => promisify(execFile)(process.execPath, [script, orders]);
  await Promise.all([run(), run()]);
  expect(await statesOf({ db })).toEqual({ mailed: 20, limited: 40 });
  const mails = await db.selectFrom('outbox').select('address').execute();
  expect(new Set(mails.map(({ address }) => address)).size).toBe(20);
  expect(mails).toHaveLength(20);
  await db.destroy();
});

it('an alert is raised when the share that confirms falls below half of what it was', async () => {
  const deps = await makeDeps(await cloneDatabase());
  for (let n = 0; n < 24; n += 1) {
    const { path } = await signUp(deps, `calm${n}@example.com`, { from: `198.51.${n}.1` });
    if (n % 2) await press(deps, path);
  }
  deps.clock.advance(2 * HOUR_MS);
  await sweepJob.run(deps, deps.now());
  expect(await listAlerts(deps.db, { limit: 9 })).toEqual([]);
  deps.clock.advance(2 * DAY_MS);
  for (let n = 0; n < 24; n += 1) {
    await postSignUp(deps, `victim${n}@example.com`, { from: `203.0.${n}.1` });
  }
  await deps.settle();
  await sweepJob.run(deps, deps.now());
  expect(await listAlerts(deps.db, { limit: 9 })).toEqual([]);
  deps.clock.advance(HOUR_MS + 1);
  for (let n = 0; n < 2; n += 1) await sweepJob.run(deps, deps.now());
  const alerts = await listAlerts(deps.db, { limit: 9 });
  const kinds = alerts.map(({ kind }) => kind);
  expect(kinds).toEqual(expect.arrayContaining(['sign-ups-unconfirmed', 'sign-up-puzzle']));
  expect(kinds).toHaveLength(2);
  expect(alerts.find(({ kind }) => kind === 'sign-ups-unconfirmed')!.says).toContain(
    'Only 0 of 24 sign-ups in a day were confirmed',
  );
});

it('attempts are forgotten after 30 days', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await signUp(deps, 'ada@example.com');
  await sweepJob.run(deps, new Date(deps.now().getTime() + 30 * DAY_MS));
  expect(await statesOf(deps)).toEqual({ mailed: 1 });
  await sweepJob.run(deps, new Date(deps.now().getTime() + 30 * DAY_MS + 1));
  expect(await statesOf(deps)).toEqual({});
});
