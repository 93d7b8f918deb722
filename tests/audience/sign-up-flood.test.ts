import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';

const DAY_MS = 24 * HOUR_MS;
const MAX_ROWS = 200;

const attempts = ({ db }: TestDeps) =>
  db.selectFrom('sign_ups').select(['state', 'network']).orderBy('id').execute();

it('one network makes 200 rows an hour at most, and attempts beyond that get the same answer', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const idle = { ...deps, runInBackground: () => {} };
  const answers: string[] = [];
  await postSignUp(idle, 'first@example.com');
  await deps.db
    .updateTable('limits')
    .set({ count: MAX_ROWS - 2 })
    .execute();
  for (let n = 0; n < 5; n += 1) {
    const answer = await postSignUp(idle, `reader${n}@example.com`, { from: `203.0.113.${n}` });
    const cookie = answer.headers.get('set-cookie')!.replace(/=[\w-]{43};/, '=…;');
    answers.push(`${answer.status} ${cookie} ${await answer.text()}`);
  }
  expect(new Set(answers).size).toBe(1);
  expect(await attempts(deps)).toHaveLength(3);
  await postSignUp(idle, 'elsewhere@example.com', { from: '198.51.100.1' });
  expect(await attempts(deps)).toHaveLength(4);
  deps.clock.advance(HOUR_MS);
  await postSignUp(idle, 'later@example.com', { from: '203.0.113.1' });
  expect(await attempts(deps)).toHaveLength(5);
});

it('no letter is written for an attempt over a limit, so that others do not wait behind it', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const idle = { ...deps, runInBackground: () => {} };
  for (let n = 0; n < 25; n += 1) await postSignUp(idle, `reader${n}@example.com`);
  const { signer } = deps;
  const sign = signer.sign.bind(signer);
  let written = 0;
  signer.sign = (purpose, id) => {
    if (purpose === 's') written += 1;
    return sign(purpose, id);
  };
  await mailSignUps(deps);
  expect(written).toBe(20);
});

it('an attempt that leads to nothing keeps no network, and is forgotten after two days', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 1);
  const by = { actor: 'test', at: deps.now() };
  const { installation } = deps;
  await suppressAddress(deps.db, {
    email: 'gone@example.com',
    reason: 'asked',
    installation,
    ...by,
  });
  for (const name of ['reader1', 'gone', 'ada', 'ada']) {
    await postSignUp(deps, `${name}@example.com`);
    await deps.settle();
  }
  expect(await attempts(deps)).toEqual([
    { state: 'known', network: null },
    { state: 'suppressed', network: null },
    { state: 'mailed', network: '203.0.113.0/24' },
    { state: 'limited', network: null },
  ]);
  await sweepJob.run(deps, new Date(by.at.getTime() + 2 * DAY_MS));
  expect(await attempts(deps)).toHaveLength(4);
  await sweepJob.run(deps, new Date(by.at.getTime() + 2 * DAY_MS + 1));
  expect((await attempts(deps)).map(({ state }) => state)).toEqual(['mailed']);
});
