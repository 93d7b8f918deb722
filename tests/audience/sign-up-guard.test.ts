import { describe, expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { listAlerts } from '../../src/platform/alerts';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { puzzleIn, solvePuzzle } from '../helpers/fixtures/puzzle';
import { postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';
import { mailsTo, readMailbox } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const MINUTE_MS = 60_000;
const readForm = async (deps: TestDeps) => (await createApp(deps).request('/signup')).text();
const asksForPuzzle = async (deps: TestDeps) => (await readForm(deps)).includes('data-puzzle');
const kindsOf = async (deps: TestDeps) =>
  (await listAlerts(deps.db, { limit: 9 })).map(({ kind }) => kind);
const isMailed = async (deps: TestDeps, address: string) =>
  (await mailsTo(deps, { address, kind: 'confirm' })).length === 1;

async function openFixture(cap?: string) {
  const deps = await makeDeps(await cloneDatabase());
  if (cap) await setSetting(deps.db, { name: 'sign-ups-an-hour', value: cap, at: deps.now() });
  return deps;
}

/** Strangers' addresses, 20 from each network, all before one is answered. */
async function flood(deps: TestDeps, addresses: number, name = 'victim') {
  const idle = { ...deps, runInBackground: () => {} };
  for (let n = 0; n < addresses; n += 1) {
    await postSignUp(idle, `${name}${n}@example.com`, { from: `198.51.${Math.floor(n / 20)}.1` });
  }
  await sweepJob.run(deps, deps.now());
}

async function solveAndPost(deps: TestDeps, email: string, from: string) {
  const altcha = await solvePuzzle(puzzleIn(await readForm(deps)));
  const answer = await postSignUp(deps, email, { altcha, from });
  await deps.settle();
  return answer;
}

it('the puzzle switches itself on when nobody confirms any more, alerts staff once, and switches itself off again', async () => {
  const deps = await openFixture('80');
  await flood(deps, 19);
  expect(await asksForPuzzle(deps)).toBe(false);
  await flood(deps, 2, 'further');
  expect(await asksForPuzzle(deps)).toBe(true);
  await sweepJob.run(deps, deps.now());
  expect(await kindsOf(deps)).toEqual(['sign-up-puzzle']);
  expect((await postSignUp(deps, 'ada@example.com')).status).toBe(400);
  deps.clock.advance(2 * HOUR_MS + 11 * MINUTE_MS);
  await sweepJob.run(deps, deps.now());
  expect(await asksForPuzzle(deps)).toBe(false);
  expect((await postSignUp(deps, 'ada@example.com')).status).toBe(200);
});

it('many sign-ups at once, half of which are confirmed, are no flood', async () => {
  const deps = await openFixture('80');
  const requested_at = deps.now();
  const rows = Array.from({ length: 44 }, (_, n) => ({
    ...{ requested_at, browser_hash: Buffer.alloc(32), network: null },
    ...(n % 2 === 0
      ? ({ state: 'confirmed', confirmed_at: requested_at } as const)
      : ({ state: 'mailed', ...addressOf(n) } as const)),
  }));
  await deps.db.insertInto('sign_ups').values(rows).execute();
  await sweepJob.run(deps, deps.now());
  expect(await asksForPuzzle(deps)).toBe(false);
  expect(await kindsOf(deps)).toEqual([]);
});

function addressOf(n: number) {
  const email = `calm${n}@example.com`;
  return { email, email_key: email, email_hash: Buffer.alloc(32, n) };
}

it('set on or off it stays so, whatever comes', async () => {
  const deps = await openFixture('80');
  await setSetting(deps.db, { name: 'sign-up-puzzle', value: 'off', at: deps.now() });
  await flood(deps, 30);
  expect(await asksForPuzzle(deps)).toBe(false);
  await setSetting(deps.db, { name: 'sign-up-puzzle', value: 'on', at: deps.now() });
  expect(await asksForPuzzle(deps)).toBe(true);
});

describe('while others use up the hour', async () => {
  const deps = await openFixture('40');
  await flood(deps, 60);
  await restoreBeforeEach(deps.db, deps.clock);

  it('staff are told, and visitors who solve the puzzle still get a mail', async () => {
    const victims = (await readMailbox(deps)).filter(({ to }) => to[0]!.startsWith('victim'));
    expect(victims).toHaveLength(40);
    expect(await kindsOf(deps)).toEqual(expect.arrayContaining(['sign-up-cap', 'sign-up-puzzle']));
    await solveAndPost(deps, 'ada@example.com', '203.0.113.7');
    expect(await isMailed(deps, 'ada@example.com')).toBe(true);
  });

  it('a network gets five mails instead of twenty, solved or not', async () => {
    const mailed: boolean[] = [];
    for (let n = 0; n < 7; n += 1) {
      await solveAndPost(deps, `office${n}@example.com`, '192.0.2.1');
      mailed.push(await isMailed(deps, `office${n}@example.com`));
    }
    expect(mailed).toEqual([true, true, true, true, true, false, false]);
  });

  it('a tenth of the hour’s mails is kept for visitors without JavaScript, two per network; the page says so', async () => {
    expect(await readForm(deps)).toMatch(
      /<noscript>.*only a few confirmation emails an hour.*<\/noscript>/s,
    );
    const app = createApp(deps);
    const mailed: boolean[] = [];
    for (let n = 0; n < 7; n += 1) {
      const email = `bare${n}@example.com`;
      const answer = await app.request('/signup', {
        method: 'POST',
        body: new URLSearchParams({ email, scriptless: 'yes' }),
        headers: { 'cf-connecting-ip': `192.0.${n < 3 ? 100 : 100 + n}.1` },
      });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('Without JavaScript, we can currently send only a few');
      await deps.settle();
      mailed.push(await isMailed(deps, email));
    }
    expect(mailed).toEqual([true, true, false, true, true, false, false]);
  });
});

it('a stranger’s sign-up costs a reader’s move nothing, and a move costs no sign-up anything', async () => {
  const deps = await openFixture();
  await addReaders(deps, 1);
  await signUp(deps, 'home@example.com');
  const path = await makeLink(deps, 'reader1@example.com');
  await press(deps, path, { act: 'address', email: 'home@example.com' });
  expect(await mailsTo(deps, { address: 'home@example.com', kind: 'address' })).toHaveLength(1);
  const other = await makeLink(deps, 'reader1@example.com');
  await press(deps, other, { act: 'address', email: 'work@example.com' });
  await signUp(deps, 'work@example.com');
});
