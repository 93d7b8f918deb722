import { describe, expect, it } from 'vitest';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { OPENS_WORDING } from '../../src/audience/wording';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 16);
const emailOf = (n: number) => `reader${n}@example.com`;
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!;

async function read(answer: Response | Promise<Response>) {
  const { status, text } = await Promise.resolve(answer).then(async (each) => ({
    status: each.status,
    text: await each.text(),
  }));
  return { status, title: /<h1>(.*?)<\/h1>/.exec(text)?.[1], text };
}

/** Presses twice before the first answer and once more, then opens the link again. */
async function pressOften(path: string, fields: Record<string, string>, cookie?: string) {
  const headers: Record<string, string> = cookie ? { cookie } : {};
  const [first, second] = await Promise.all([1, 2].map(() => press(deps, path, fields, headers)));
  const written = await readFingerprints(db);
  const third = await press(deps, path, fields, headers);
  const looked = await app.request(path, { headers });
  const answers = await Promise.all([first!, second!, third, looked].map(read));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const { hits: _, hit_hours: __, ...before } = written;
  const { hits: ___, hit_hours: ____, ...after } = await readFingerprints(db);
  expect(after).toEqual(before);
  return answers;
}

async function consentsOf(email: string, subject: string) {
  const rows = await db
    .selectFrom('consents')
    .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
    .select('given')
    .where('subscribers.email', '=', email)
    .where('subject', '=', subject as 'opens')
    .execute();
  return rows.map(({ given }) => given);
}

describe('a confirm button', () => {
  it('pressed twice makes one reader, welcomes once and says “You’re subscribed” each time, in any browser', async () => {
    const { path } = await signUp(deps, 'ada@example.com');
    const answers = await pressOften(path, {});
    for (const { title, text } of answers) {
      expect(title).toBe('You’re subscribed');
      expect(text).toContain('You’ll get the next issue of Weekly AI Tool Verdicts.');
    }
    expect(await consentsOf('ada@example.com', 'newsletter')).toEqual([true]);
    expect(await mailsTo(deps, { address: 'ada@example.com', kind: 'welcome' })).toHaveLength(1);
  });

  it('whose reader has left since says so, by a press and by a look, and brings nobody back', async () => {
    const { path } = await signUp(deps, 'bela@example.com');
    await press(deps, path);
    const { id } = (await findReader(deps, 'bela@example.com'))!;
    await unsubscribe(db, { subscriberId: id, wording: 'test', actor: 'test', at: deps.now() });
    for (const answer of [await press(deps, path), await app.request(path)]) {
      const { status, text } = await read(answer);
      expect(status).toBe(409);
      expect(text).toContain('the address has been removed from the list since');
    }
    expect((await findReader(deps, 'bela@example.com'))!.state).toBe('unsubscribed');
  });

  it('no longer says anything after two days, used or not', async () => {
    const { path } = await signUp(deps, 'cyra@example.com');
    await press(deps, path);
    deps.clock.advance(48 * HOUR_MS);
    const { status, text } = await read(app.request(path));
    expect(status).toBe(409);
    expect(text).toContain('no longer works');
  });
});

describe('an unsubscribe button', () => {
  it('pressed twice before the answer is one unsubscribe, and each answer offers the undo', async () => {
    const { unsubscribe: path } = mailOf(1);
    const cookie = cookieOf(await app.request(path));
    for (const { title, text } of await pressOften(path, { from: 'page' }, cookie)) {
      expect(title).toBe('You’re unsubscribed');
      expect(text).toContain('Undo and keep me on the list');
    }
    expect(await consentsOf(emailOf(1), 'newsletter')).toEqual([true, false]);
  });

  it('offers the undo to no other browser that presses it again', async () => {
    const { unsubscribe: path } = mailOf(2);
    await press(deps, path, { from: 'page' });
    const again = await read(press(deps, path, { from: 'page' }));
    expect(again).toMatchObject({ status: 200, title: 'You’re unsubscribed' });
    expect(again.text).not.toContain('Undo');
  });

  it('whose undo is pressed twice undoes once, and says so twice', async () => {
    const { unsubscribe: path } = mailOf(3);
    const headers = { cookie: cookieOf(await press(deps, path, { from: 'page' })) };
    const undone = await Promise.all(
      [1, 2].map(() => read(press(deps, path, { from: 'undo' }, headers))),
    );
    for (const { status, title } of undone)
      expect([status, title]).toEqual([200, 'You’re on the list']);
    expect(await consentsOf(emailOf(3), 'newsletter')).toEqual([true, false, true]);
  });
});

describe('a button behind a fresh one-time link', () => {
  it('that erases, pressed twice, says that the data has been erased, also a day later', async () => {
    const path = await makeLink(deps, emailOf(4));
    for (const { title } of await pressOften(path, { act: 'erase' }))
      expect(title).toBe('Your data has been erased');
    deps.clock.advance(24 * HOUR_MS);
    const later = await read(app.request(path));
    expect(later).toMatchObject({ status: 200, title: 'Your data has been erased' });
    expect(later.text).not.toContain('reader4');
  });

  it('that agrees to opens, pressed twice, is one yes, and says when it was taken back since', async () => {
    const path = await makeLink(deps, emailOf(5));
    await db
      .updateTable('subscribers')
      .set({ opens_consent_at: null })
      .where('email', '=', emailOf(5))
      .execute();
    for (const { title } of await pressOften(path, { act: 'opens' }))
      expect(title).toBe('You’ve agreed to open tracking');
    expect((await consentsOf(emailOf(5), 'opens')).at(-1)).toBe(true);
    await press(deps, mailOf(5).preferences, { opens: 'no' });
    expect((await read(app.request(path))).title).toBe('You’ve withdrawn your consent');
    expect((await read(press(deps, path, { act: 'opens' }))).title).toBe(
      'You’ve withdrawn your consent',
    );
    expect((await findReader(deps, emailOf(5)))!.opens_consent_at).toBeNull();
  });

  it('that gives a copy gives the same to a second press, and ten minutes later only says so', async () => {
    const path = await makeLink(deps, emailOf(6));
    const copies = await Promise.all([1, 2].map(() => press(deps, path, { act: 'export' })));
    const [one, other] = await Promise.all(copies.map((copy) => copy.text()));
    expect(copies.map(({ status }) => status)).toEqual([200, 200]);
    expect(other).toBe(one);
    expect(JSON.parse(one!).reader.email).toBe(emailOf(6));
    deps.clock.advance(10 * 60_000);
    for (const answer of [await press(deps, path, { act: 'export' }), await app.request(path)]) {
      const { status, title, text } = await read(answer);
      expect([status, title]).toEqual([200, 'You’ve downloaded your data']);
      expect(text).not.toContain('reader6');
    }
  });

  it('that asks for a new address asks once, whatever is typed the second time', async () => {
    const path = await makeLink(deps, emailOf(7));
    const [first] = await pressOften(path, { act: 'address', email: 'new7@example.com' });
    const again = await read(press(deps, path, { act: 'address', email: 'x7@example.com' }));
    expect(again).toEqual(first);
    await deps.settle();
    expect(await mailsTo(deps, { address: 'new7@example.com', kind: 'address' })).toHaveLength(1);
    expect(await mailsTo(deps, { address: 'x7@example.com', kind: 'address' })).toEqual([]);
  });

  it('that moves, pressed twice, moves once, and says where the subscription is now', async () => {
    const path = await makeLink(deps, emailOf(8), 'new8@example.com');
    for (const { title, text } of await pressOften(path, { act: 'move' })) {
      expect(title).toBe('Your subscription has moved');
      expect(text).toContain('You’ll get the next issue of');
    }
    expect(await mailsTo(deps, { address: emailOf(8), kind: 'moved' })).toHaveLength(1);
    deps.clock.advance(1_000);
    const on = await makeLink(deps, 'new8@example.com', 'newer8@example.com');
    await press(deps, on, { act: 'move' });
    expect((await read(app.request(path))).text).toContain('has moved to another one since');
  });

  it('works for one act alone: whatever else is pressed with it is refused and changes nothing', async () => {
    const path = await makeLink(deps, emailOf(9));
    await press(deps, path, { act: 'export' });
    const before = await readFingerprints(db);
    for (const act of ['erase', 'opens', 'address', 'move'])
      expect((await press(deps, path, { act, email: 'x9@example.com' })).status).toBe(409);
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('agrees to nothing that nobody asks for, and is not used up by it', async () => {
    const path = await makeLink(deps, emailOf(10));
    await setSetting(db, { name: 'open-tracking', value: 'off', at: deps.now() });
    expect((await press(deps, path, { act: 'opens' })).status).toBe(409);
    await setSetting(db, { name: 'open-tracking', value: 'consenting', at: deps.now() });
    expect(await (await app.request(path)).text()).toContain(OPENS_WORDING);
  });
});

describe('preferences', () => {
  it('saved twice are saved once', async () => {
    const { preferences: path } = mailOf(11);
    const fields = { pause: 'issues', issues: '3', opens: 'no' };
    for (const { title, text } of (await pressOften(path, fields)).slice(0, 3)) {
      expect(title).toBe('Your preferences');
      expect(text).toContain('Saved.');
    }
  });
});
