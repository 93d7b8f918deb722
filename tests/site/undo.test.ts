import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press } from '../helpers/fixtures/sign-up';

const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 6);
const stateOf = async (n: number) => (await findReader(deps, `reader${n}@example.com`))!.state;

/** A browser that keeps its cookie and posts a page's own form. */
function openBrowser(n: number) {
  const path = mailOf(n).unsubscribe;
  let cookie = '';
  const keep = async (answer: Response) => {
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: answer.status, text: await answer.text() };
  };
  const post = async (fields: Record<string, string>) =>
    keep(await press(deps, path, fields, { cookie }));
  return {
    look: async () => keep(await app.request(path, { headers: { cookie } })),
    post,
    stop: () => post({ from: 'page' }),
    /** Presses the undo on a page that this browser got. */
    undo: async ({ text }: { text: string }) => {
      const fields = [...text.matchAll(/type="hidden" name="(\w+)" value="(\w+)"/g)];
      expect(fields.length).toBeGreaterThan(0);
      const form = Object.fromEntries(fields.map(([, name, value]) => [name, value!]));
      return post(form);
    },
  };
}

it('an older page’s undo does nothing once its browser has undone it and stopped again', async () => {
  const browser = openBrowser(1);
  await browser.look();
  const older = await browser.stop();
  expect((await browser.undo(older)).status).toBe(200);
  const newer = await browser.stop();
  expect((await browser.undo(older)).status).toBe(409);
  expect(await stateOf(1)).toBe('unsubscribed');
  expect((await browser.undo(newer)).status).toBe(200);
  expect(await stateOf(1)).toBe('confirmed');
});

it('a stop in another browser voids the first one’s undo, although it changed nothing else', async () => {
  const [one, other] = [openBrowser(2), openBrowser(2)];
  await other.look();
  const page = await one.stop();
  const stopped = await other.stop();
  expect(stopped.status).toBe(200);
  expect(stopped.text).not.toContain('Undo');
  expect((await one.undo(page)).status).toBe(409);
  expect(await stateOf(2)).toBe('unsubscribed');
});

it('the page opened again in the browser that stopped still offers the undo, with no more time', async () => {
  const browser = openBrowser(3);
  await browser.stop();
  deps.clock.advance(29 * 60_000);
  const again = await browser.look();
  expect(again.text).toContain('Undo');
  deps.clock.advance(60_000);
  expect((await browser.look()).text).not.toContain('Undo');
  expect((await browser.undo(again)).status).toBe(409);
});

it('stop and undo by one link add 20 rows a day at most; the sixth undo is refused in words, a stop never is', async () => {
  const browser = openBrowser(4);
  const before = await countRows();
  const statuses: number[] = [];
  let page = await browser.stop();
  for (let n = 0; n < 30; n += 1) {
    if (page.text.includes('Undo')) statuses.push((await browser.undo(page)).status);
    page = await browser.stop();
    expect(page.status).toBe(200);
    expect(await stateOf(4)).toBe('unsubscribed');
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect((await countRows()) - before).toBeLessThanOrEqual(20);
  const refused = await browser.post({ from: 'undo' });
  expect(refused.status).toBe(429);
  expect(refused.text).toContain('sign up on the home page');
  expect(await stateOf(4)).toBe('unsubscribed');
});

async function countRows(): Promise<number> {
  const { rows } = await sql<{ count: number }>`select (select count(*) from consents)
    + (select count(*) from unsubscribes) + (select count(*) from limits) as count`.execute(db);
  return rows[0]!.count;
}
