import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { liftSuppression } from '../../src/audience/suppression/lift-suppression';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { findReader, postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const DAY_MS = 24 * HOUR_MS;
const deps = await makeDeps(await cloneDatabase());
const { db } = deps;
const app = createApp(deps);
const NEVER = { act: 'never' };
const ALLOW = { act: 'allow' };

/** Signs an address up and returns both links in its mail. */
async function typeIn(name: string) {
  const email = `${name}@example.com`;
  const { path } = await signUp(deps, email, { from: `198.51.${name.length}.1` });
  const [mail] = await mailsTo(deps, { address: email, kind: 'confirm' });
  return { email, path, mail: mail!, never: pathIn(mail!, '/never/') };
}

async function typeAgain(email: string): Promise<number> {
  deps.clock.advance(8 * DAY_MS);
  await postSignUp(deps, email);
  await deps.settle();
  return (await mailsTo(deps, { address: email, kind: 'confirm' })).length;
}

it('every mail to an address that was typed in offers it, in both parts and in no header', async () => {
  await addReaders(deps, 1);
  const { mail, never } = await typeIn('ada');
  expect(mail.html).toContain(`href="https://verdicts.example.com${never}"`);
  expect(mail.text).toContain('Never email this address again:\n');
  expect(mail.headers['List-Unsubscribe']).toBeUndefined();
  const move = await makeLink(deps, 'reader1@example.com');
  await press(deps, move, { act: 'address', email: 'new@example.com' });
  const [letter] = await mailsTo(deps, { address: 'new@example.com', kind: 'address' });
  expect(pathIn(letter!, '/never/')).toMatch(/^\/never\/[a-z2-7]{42}$/);
});

it('a look changes nothing; a press stops the address for good, and pressed again says the same', async () => {
  const { email, path, never } = await typeIn('bela');
  const before = await readFingerprints(db);
  for (const method of ['GET', 'HEAD']) await app.request(never, { method });
  expect(await readFingerprints(db)).toEqual(before);
  const answers = await Promise.all([1, 2, 3].map(() => press(deps, never, NEVER)));
  for (const answer of answers)
    expect(await answer.text()).toContain('<h1>We won’t email this address</h1>');
  expect((await press(deps, path)).status).toBe(409);
  expect(await findReader(deps, email)).toBeUndefined();
  expect(await typeAgain(email)).toBe(1);
});

it('ends the subscription that somebody else confirmed', async () => {
  const { email, path, never } = await typeIn('cyra');
  await press(deps, path);
  await press(deps, never, NEVER);
  expect((await findReader(deps, email))!.state).toBe('unsubscribed');
});

it('is taken back by the same link, also a year later, and by nothing that a stranger can do', async () => {
  const { email, path, never } = await typeIn('dora');
  await press(deps, never, NEVER);
  const other = await typeIn('elin');
  await press(deps, other.never, ALLOW);
  expect(await typeAgain(email)).toBe(1);
  deps.clock.advance(365 * DAY_MS);
  await sweepJob.run(deps, deps.now());
  expect(await (await press(deps, never, ALLOW)).text()).toContain('Undone.');
  expect((await press(deps, path)).status).toBe(409);
  expect(await typeAgain(email)).toBe(2);
});

it('pressed by a scanner and taken back, the mail’s confirm link works again', async () => {
  const { email, path, never } = await typeIn('faro');
  await press(deps, never, NEVER);
  const refused = await press(deps, path);
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain('Never email this address again');
  await press(deps, never, ALLOW);
  expect((await press(deps, path)).status).toBe(200);
  expect((await findReader(deps, email))!.state).toBe('confirmed');
});

it('takes back nothing that staff stopped, and staff can lift what it stopped', async () => {
  const { email, never } = await typeIn('gita');
  const { installation } = deps;
  const staff = { installation, actor: 'Edda', at: deps.now() };
  await suppressAddress(db, { email, reason: 'asked', ...staff });
  await press(deps, never, NEVER);
  const page = await (await press(deps, never, ALLOW)).text();
  expect(page).toContain('We won’t email this address');
  expect(page).not.toContain('Undo and allow emails again');
  const lifted = await liftSuppression(db, { email, why: 'a letter', ...staff });
  expect(lifted.reason).toBe('asked');
});

it('stop and take back add a bounded number of rows, and the stop is never refused', async () => {
  const { never } = await typeIn('hale');
  const statuses: number[] = [];
  for (let n = 0; n < 8; n += 1) {
    expect((await press(deps, never, NEVER)).status).toBe(200);
    statuses.push((await press(deps, never, ALLOW)).status);
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
  expect(await (await app.request(never)).text()).toContain('We won’t email this address');
});

it('is refused from another site, with any other token, and with no button of the page', async () => {
  const { never } = await typeIn('ines');
  const before = await readFingerprints(db);
  const cross = await press(deps, never, NEVER, { 'sec-fetch-site': 'cross-site' });
  expect(cross.status).toBe(403);
  expect((await press(deps, never, {})).status).toBe(400);
  for (const purpose of ['s', 'm', 'l', 'u', 'p', 'v'] as const)
    expect((await press(deps, `/never/${deps.signer.sign(purpose, 1)}`, NEVER)).status).toBe(404);
  expect(await readFingerprints(db)).toEqual(before);
});
