import { expect, it } from 'vitest';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { readReport } from '../../src/statistics/report';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press } from '../helpers/fixtures/sign-up';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const MINUTE_MS = 60_000;

const db = await cloneDatabase();
const { deps, issue, mailOf } = await sendIssue(db, 12);

await restoreBeforeEach(db, deps.clock);
const page = { from: 'page' };
const undo = { from: 'undo' };
const stateOf = async (n: number) => (await findReader(deps, `reader${n}@example.com`))!.state;

/** Presses the page's button; returns the browser's cookie. */
async function unsubscribe(n: number, fields: Record<string, string> = {}): Promise<string> {
  const answer = await press(deps, mailOf(n).unsubscribe, { ...page, ...fields });
  expect(await answer.text()).toContain('You’re unsubscribed');
  return answer.headers.get('set-cookie')!.split(';')[0]!;
}

const back = (n: number, cookie?: string) =>
  press(deps, mailOf(n).unsubscribe, undo, cookie ? { cookie } : {});

it('leaving by the page keeps a reason that was given, and takes any or none', async () => {
  await unsubscribe(1, { reason: 'too-many' });
  await unsubscribe(2, { reason: 'something odd' });
  await unsubscribe(3);
  const rows = await db
    .selectFrom('unsubscribes')
    .select(['way', 'reason'])
    .orderBy('id')
    .execute();
  expect(rows).toEqual([
    { way: 'page', reason: 'too-many' },
    { way: 'page', reason: null },
    { way: 'page', reason: null },
  ]);
});

it('leaving by the page can be undone in the same browser, and the report follows', async () => {
  const before = (await readReport(db, { number: issue.number })).unsubscribed;
  const cookie = await unsubscribe(4);
  expect((await readReport(db, { number: issue.number })).unsubscribed).toBe(before + 1);
  expect((await back(4, cookie)).status).toBe(200);
  expect(await stateOf(4)).toBe('confirmed');
  expect((await readReport(db, { number: issue.number })).unsubscribed).toBe(before);
  expect((await back(4)).status).toBe(409);
});

it('another browser, or one with another reader’s cookie, can undo nothing', async () => {
  const other = await unsubscribe(5);
  await unsubscribe(6);
  for (const cookie of [undefined, other, '__Host-undo=guess']) {
    expect((await back(6, cookie)).status).toBe(409);
  }
  expect(await stateOf(6)).toBe('unsubscribed');
});

it('after 30 minutes it cannot be undone', async () => {
  const cookie = await unsubscribe(7);
  deps.clock.advance(30 * MINUTE_MS);
  expect((await back(7, cookie)).status).toBe(409);
  expect(await stateOf(7)).toBe('unsubscribed');
});

it('what the header’s POST has stopped is never undone, though the page was pressed before it', async () => {
  const cookie = await unsubscribe(8);
  await press(deps, mailOf(8).unsubscribe, { 'List-Unsubscribe': 'One-Click' });
  expect((await back(8, cookie)).status).toBe(409);
  const answer = await press(deps, mailOf(9).unsubscribe, { 'List-Unsubscribe': 'One-Click' });
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(await answer.text()).not.toContain('Undo');
  expect(await stateOf(9)).toBe('unsubscribed');
});

it('after a complaint nothing is undone', async () => {
  const cookie = await unsubscribe(10);
  const { installation } = deps;
  const email = 'reader10@example.com';
  const input = {
    email,
    reason: 'complained',
    installation,
    actor: 'test',
    at: deps.now(),
  } as const;
  await suppressAddress(db, input);
  expect((await back(10, cookie)).status).toBe(409);
  expect(await stateOf(10)).toBe('unsubscribed');
});

it('the header’s POST is obeyed from any site and with a body that is not a form at all', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://mail.example.net' };
  await press(deps, mailOf(11).unsubscribe, { 'List-Unsubscribe': 'One-Click' }, headers);
  expect(await stateOf(11)).toBe('unsubscribed');
  const { createApp } = await import('../../src/app');
  const answer = await createApp(deps).request(mailOf(12).unsubscribe, {
    method: 'POST',
    body: 'broken',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect(answer.status).toBe(200);
  expect(await stateOf(12)).toBe('unsubscribed');
});
