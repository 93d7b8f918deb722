import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { listAlerts, raiseAlert } from '../../src/platform/alerts';
import { setSetting } from '../../src/platform/settings/settings';
import { mailAlerts } from '../../src/staff/mail-alerts';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { postSignUp } from '../helpers/fixtures/sign-up';
import { type BoxedMail, readMailbox } from '../helpers/mailbox';

const STAFF = 'desk@example.com';

async function prepare(address = STAFF): Promise<TestDeps> {
  const deps = await makeDeps(await cloneDatabase());
  await setSetting(deps.db, { name: 'staff-address', value: address, at: deps.now() });
  return deps;
}

const alert = (deps: TestDeps, kind: string) =>
  raiseAlert(deps, { at: deps.now(), kind, says: `The ${kind} was seen.` });
const sweep = (deps: TestDeps) => sweepJob.run(deps, deps.now());

async function alertMails(deps: TestDeps): Promise<BoxedMail[]> {
  return (await readMailbox(deps)).filter(({ tags }) => tags[0]!.value === 'alert');
}

it('an alert reaches staff by one mail, however often the sweep runs', async () => {
  const deps = await prepare();
  await alert(deps, 'flood');
  for (let n = 0; n < 3; n += 1) await sweep(deps);
  const [mail, ...more] = await alertMails(deps);
  expect(more).toEqual([]);
  expect(mail!.to).toEqual([STAFF]);
  expect(mail!.text).toContain('The flood was seen.');
  expect(mail!.text).toContain('2026-11-24 08:00 UTC');
});

it('machines that sweep at the same moment mail each alert once', async () => {
  const deps = await prepare();
  for (const kind of ['flood', 'fire', 'fog']) await alert(deps, kind);
  await Promise.all([1, 2, 3, 4].map(() => sweep(deps)));
  const mails = await alertMails(deps);
  expect(mails).toHaveLength(3);
  expect(new Set(mails.map(({ text }) => text)).size).toBe(3);
});

it('a sweep that dies before any one of its statements leaves nothing half done: the next one mails it, once', async () => {
  const deps = await prepare();
  for (let nth = 1; ; nth += 1) {
    deps.clock.advance(7 * HOUR_MS);
    await alert(deps, 'flood');
    const before = await alertMails(deps);
    const dying = { ...deps, db: deps.db.withPlugin(dieBefore(nth)) };
    const ended = await mailAlerts(dying, { at: deps.now() }).then(
      () => 'done',
      () => 'died',
    );
    for (let n = 0; n < 2; n += 1) await sweep(deps);
    expect(await alertMails(deps), `statement ${nth}`).toHaveLength(before.length + 1);
    if (ended === 'done') return expect(nth).toBeGreaterThan(5);
  }
});

function dieBefore(nth: number): KyselyPlugin {
  let statements = 0;
  return {
    transformQuery({ node }) {
      statements += 1;
      if (statements === nth) throw new Error('the process ended here');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

it('a sweep that dies before the mail is submitted, or after, leads to one mail', async () => {
  const deps = await prepare();
  await alert(deps, 'flood');
  await mailAlerts(deps, { at: deps.now() });
  await mailAlerts(deps, { at: deps.now() });
  await sweep(deps);
  expect(await alertMails(deps)).toHaveLength(1);
});

it('without a staff address alerts are listed and not mailed; a new one gets those of the last day', async () => {
  const deps = await prepare('');
  await alert(deps, 'flood');
  deps.clock.advance(23 * HOUR_MS);
  await alert(deps, 'fire');
  deps.clock.advance(HOUR_MS);
  await sweep(deps);
  expect(await alertMails(deps)).toEqual([]);
  expect(await listAlerts(deps.db, { limit: 9 })).toHaveLength(2);
  await setSetting(deps.db, { name: 'staff-address', value: STAFF, at: deps.now() });
  await sweep(deps);
  const mails = await alertMails(deps);
  expect(mails.map(({ text }) => text.includes('The fire was seen.'))).toEqual([true]);
});

it('the mail of an alert that readers set off has no reader’s address in it', async () => {
  const deps = await prepare();
  await setSetting(deps.db, { name: 'sign-ups-an-hour', value: '1', at: deps.now() });
  for (const n of [1, 2, 3]) {
    await postSignUp(deps, `reader${n}@example.com`, { from: `198.51.${n}.1` });
  }
  await deps.settle();
  await sweep(deps);
  const [mail] = await alertMails(deps);
  expect(mail!.text).toContain('sign-ups came in an hour');
  expect(`${mail!.subject}${mail!.html}${mail!.text}`).not.toMatch(/@example|reader\d/);
});

it('a staff address is one address or none', async () => {
  const deps = await prepare();
  for (const value of ['nobody', 'a@example.com, b@example.com', 'Ada <a@example.com>']) {
    const set = setSetting(deps.db, { name: 'staff-address', value, at: deps.now() });
    await expect(set).rejects.toMatchObject({ kind: 'invalid' });
  }
});
