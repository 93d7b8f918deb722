import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { cloneDatabase } from '../helpers/database';
import { PUBLIC_URL } from '../helpers/deps';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const MINUTE_MS = 60_000;
const ONE_CLICK = { 'List-Unsubscribe': 'One-Click' };
const page = { from: 'page' };
const undo = { from: 'undo' };

const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 2);
let joined = 0;

/** A new reader with the welcome mail and its unsubscribe path. */
async function welcome() {
  joined += 1;
  const email = `newcomer${joined}@example.com`;
  const { path } = await signUp(deps, email, { from: `198.51.${joined}.1` });
  await press(deps, path);
  const [mail] = await mailsTo(deps, { address: email, kind: 'welcome' });
  const stateNow = async () => (await findReader(deps, email))?.state;
  return { email, mail: mail!, path: pathIn(mail!, '/unsubscribe/'), stateNow };
}

const cookieOf = (answer: Response) => ({
  cookie: answer.headers.get('set-cookie')!.split(';')[0]!,
});

it('the welcome mail has an unsubscribe link, also in the headers of RFC 8058', async () => {
  const { mail, path } = await welcome();
  expect(mail.headers).toMatchObject({
    'List-Unsubscribe': `<${PUBLIC_URL}${path}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  });
  expect(mail.html).toMatch(new RegExp(`<a[^>]*href="${PUBLIC_URL}${path}"[^>]*>Unsubscribe</a>`));
  expect(mail.text).toContain(`Unsubscribe:\n${PUBLIC_URL}${path}\n`);
});

it('no other transactional mail has one: before somebody is a reader there is nothing to leave', async () => {
  const { email } = await welcome();
  const [mail] = await mailsTo(deps, { address: email, kind: 'confirm' });
  expect(mail!.headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
  expect(mail!.html + mail!.text).not.toContain('/unsubscribe/');
});

it('asking for its page by GET or HEAD changes nothing', async () => {
  const { path } = await welcome();
  const before = await readFingerprints(db);
  const answer = await app.request(path);
  expect(await answer.text()).toContain('Unsubscribe?');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  await app.request(path, { method: 'HEAD' });
  expect(await readFingerprints(db)).toEqual(before);
});

it.each([
  ['application/x-www-form-urlencoded', () => new URLSearchParams(ONE_CLICK)],
  ['multipart/form-data', toForm],
])('the header’s POST as %s stops at once, from any site, for good', async (_, body) => {
  const { path, stateNow } = await welcome();
  const headers = { origin: 'https://mail.example.net', 'sec-fetch-site': 'cross-site' };
  const answer = await app.request(path, { method: 'POST', body: body(), headers });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  expect(await answer.text()).not.toContain('Undo');
  expect(await stateNow()).toBe('unsubscribed');
  expect((await press(deps, path, undo)).status).toBe(409);
});

function toForm(): FormData {
  const form = new FormData();
  form.set('List-Unsubscribe', 'One-Click');
  return form;
}

it('the page’s button stops, logs it, and is undone in the same browser for 30 minutes', async () => {
  const { email, path, stateNow } = await welcome();
  const left = await press(deps, path, { ...page, reason: 'not-for-me' });
  expect(await stateNow()).toBe('unsubscribed');
  expect((await press(deps, path, undo)).status).toBe(409);
  deps.clock.advance(30 * MINUTE_MS - 1);
  expect((await press(deps, path, undo, cookieOf(left))).status).toBe(200);
  expect(await stateNow()).toBe('confirmed');
  const late = await press(deps, path, page);
  deps.clock.advance(30 * MINUTE_MS);
  expect((await press(deps, path, undo, cookieOf(late))).status).toBe(409);
  expect(await stateNow()).toBe('unsubscribed');
  const { id } = (await findReader(deps, email))!;
  const rows = await db
    .selectFrom('unsubscribes')
    .select(['delivery_id', 'way', 'reason'])
    .where('subscriber_id', '=', id)
    .orderBy('id')
    .execute();
  expect(rows).toEqual([
    { delivery_id: null, way: 'page', reason: 'not-for-me' },
    { delivery_id: null, way: 'page', reason: null },
  ]);
});

it('what the page’s button stopped is never undone after the header’s POST', async () => {
  const { path, stateNow } = await welcome();
  const left = await press(deps, path, page);
  await press(deps, path, ONE_CLICK);
  expect((await press(deps, path, undo, cookieOf(left))).status).toBe(409);
  expect(await stateNow()).toBe('unsubscribed');
});

it('an unsubscribe from an issue cannot be undone by it, nor by another browser', async () => {
  await press(deps, mailOf(1).unsubscribe, page);
  const { id } = (await findReader(deps, 'reader1@example.com'))!;
  const path = `/unsubscribe/${deps.signer.sign('l', id)}`;
  expect((await press(deps, path, undo)).status).toBe(409);
  expect((await findReader(deps, 'reader1@example.com'))!.state).toBe('unsubscribed');
});

it('can only stop mail: its token opens no other page, and no other token opens this one', async () => {
  const { email, path } = await welcome();
  const { id } = (await findReader(deps, email))!;
  const token = path.split('/')[2]!;
  const before = await readFingerprints(db);
  for (const other of ['v', 'c', 'preferences', 'manage', 'confirm']) {
    const tail = other.length === 1 ? '/1' : '';
    for (const method of ['GET', 'POST'])
      expect((await app.request(`/${other}/${token}${tail}`, { method })).status).toBe(404);
  }
  await app.request(`/o/${token}`);
  for (const purpose of ['o', 'c', 'v', 'p', 's', 'm'] as const) {
    const answer = await press(deps, `/unsubscribe/${deps.signer.sign(purpose, id)}`);
    expect(answer.status).toBe(404);
  }
  expect(await readFingerprints(db)).toEqual(before);
});

it('answers 200 and changes nothing more for a reader who has left or is erased', async () => {
  const { email, path } = await welcome();
  const { id } = (await findReader(deps, email))!;
  await press(deps, path, ONE_CLICK);
  const left = await readFingerprints(db);
  expect((await press(deps, path, ONE_CLICK)).status).toBe(200);
  expect(await readFingerprints(db)).toEqual(left);
  await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
  const erased = await readFingerprints(db);
  for (const fields of [ONE_CLICK, page]) {
    expect((await press(deps, path, fields)).status).toBe(200);
  }
  expect((await createApp(deps).request(path)).status).toBe(200);
  expect(await readFingerprints(db)).toEqual(erased);
});

it('still stops a reader who left and came back, as an old issue’s link does', async () => {
  const { email, path, stateNow } = await welcome();
  await press(deps, path, ONE_CLICK);
  deps.clock.advance(25 * 60 * MINUTE_MS);
  const again = await signUp(deps, email);
  await press(deps, again.path);
  expect(await stateNow()).toBe('confirmed');
  await press(deps, path, ONE_CLICK);
  expect(await stateNow()).toBe('unsubscribed');
});
