import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { mailAddressChanges } from '../../src/audience/mail-address-changes';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { OPENS_WORDING } from '../../src/audience/wording';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, type TestDeps } from '../helpers/deps';
import { type SentMail, sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press, signUp } from '../helpers/fixtures/sign-up';
import { makeLockBarrier } from '../helpers/lock-barrier';
import { mailsTo, pathIn, readMailbox } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

async function askForLink(deps: TestDeps, mail: SentMail): Promise<string> {
  await press(deps, mail.preferences, { act: 'link' });
  const [letter] = await mailsTo(deps, { address: mail.to, kind: 'manage' });
  return pathIn(letter!, '/manage/');
}

describe('a fresh one-time link', async () => {
  const db = await cloneDatabase();
  const { deps, issue, app, mailOf } = await sendIssue(db, 12);
  await restoreBeforeEach(db, deps.clock);

  it('changes nothing by GET or HEAD', async () => {
    const path = await askForLink(deps, mailOf(12));
    const before = await readFingerprints(db);
    const page = await (await app.request(path)).text();
    await app.request(path, { method: 'HEAD' });
    expect(await readFingerprints(db)).toEqual(before);
    expect(page).not.toContain('reader12');
  });

  it('takes a yes to open tracking, dated, in the words that were shown', async () => {
    const path = await askForLink(deps, mailOf(2));
    expect((await press(deps, path, { act: 'opens' })).status).toBe(200);
    const { id, opens_consent_at } = (await findReader(deps, 'reader2@example.com'))!;
    expect(opens_consent_at).toEqual(deps.now());
    const log = await db
      .selectFrom('consents')
      .select(['given', 'wording'])
      .where('subscriber_id', '=', id)
      .where('subject', '=', 'opens')
      .execute();
    expect(log).toEqual([{ given: true, wording: OPENS_WORDING }]);
  });

  it('works for one act, however often it is pressed, and for one hour', async () => {
    const path = await askForLink(deps, mailOf(4));
    const presses = await Promise.all([1, 2, 3].map(() => press(deps, path, { act: 'export' })));
    expect(presses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await press(deps, path, { act: 'opens' })).status).toBe(409);
    const late = await askForLink(deps, mailOf(6));
    deps.clock.advance(HOUR_MS);
    expect((await press(deps, late, { act: 'erase' })).status).toBe(409);
    expect((await findReader(deps, 'reader6@example.com'))!.state).toBe('confirmed');
  });

  it('gives out everything that is kept of that reader, and nothing of anybody else', async () => {
    await app.request(mailOf(8).votes[0]!, { method: 'POST' });
    const path = await askForLink(deps, mailOf(8));
    const answer = await press(deps, path, { act: 'export' });
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const text = await answer.text();
    const data = JSON.parse(text);
    expect(data.reader).toMatchObject({ email: 'reader8@example.com', state: 'confirmed' });
    expect(data.deliveries).toMatchObject([{ issue: issue.number, state: 'accepted' }]);
    expect(data.votes).toMatchObject([{ choice: 'ship' }]);
    expect(data.consents).toMatchObject([{ subject: 'newsletter', wording: 'at a fair' }]);
    expect(text.match(/reader\d+@/g)!.every((address) => address === 'reader8@')).toBe(true);
  });

  it('moves a reader to another address only after that address has confirmed', async () => {
    const path = await askForLink(deps, mailOf(10));
    await press(deps, path, { act: 'address', email: 'New.Home@example.com' });
    expect((await findReader(deps, 'reader10@example.com'))!.state).toBe('confirmed');
    const [letter] = await mailsTo(deps, { address: 'New.Home@example.com', kind: 'address' });
    const move = pathIn(letter!, '/manage/');
    const page = await (await app.request(move)).text();
    expect(page).toContain('N•••@example.com');
    expect((await press(deps, move, { act: 'erase' })).status).toBe(409);
    expect((await press(deps, move, { act: 'move' })).status).toBe(200);
    expect(await findReader(deps, 'reader10@example.com')).toBeUndefined();
    expect((await findReader(deps, 'New.Home@example.com'))!.email_key).toBe(
      'new.home@example.com',
    );
  });

  it('tells the old address once that it was moved, without the new one, and how to stop it', async () => {
    const move = await askToMove(mailOf(3), 'New.Flat@example.com');
    await press(deps, move, { act: 'move' });
    const [notice, ...more] = await mailsTo(deps, { address: mailOf(3).to, kind: 'moved' });
    expect(more).toEqual([]);
    expect(notice!.text.replace(/\s+/g, ' ')).toContain('moved to N•••@example.com,');
    expect(`${notice!.subject}${notice!.html}${notice!.text}`).not.toMatch(/new\.flat/i);
    expect(await mailsTo(deps, { address: 'New.Flat@example.com', kind: 'moved' })).toEqual([]);
    await press(deps, pathIn(notice!, '/unsubscribe/'), { from: 'page' });
    expect((await findReader(deps, 'New.Flat@example.com'))!.state).toBe('unsubscribed');
  });

  it('that was mailed to an address ends when the reader moves to another', async () => {
    const move = await askToMove(mailOf(9), 'moved9@example.com');
    const old = await askForLink(deps, mailOf(9));
    expect((await press(deps, move, { act: 'move' })).status).toBe(200);
    expect((await press(deps, old, { act: 'erase' })).status).toBe(409);
    expect((await findReader(deps, 'moved9@example.com'))!.state).toBe('confirmed');
  });

  it('mails no notice to an old address that is suppressed', async () => {
    const move = await askToMove(mailOf(11), 'moved11@example.com');
    const by = { reason: 'bounced', installation: deps.installation, actor: 'test' } as const;
    await suppressAddress(db, { email: mailOf(11).to, at: deps.now(), ...by });
    expect((await press(deps, move, { act: 'move' })).status).toBe(200);
    expect(await mailsTo(deps, { address: mailOf(11).to, kind: 'moved' })).toEqual([]);
  });

  async function askToMove(mail: SentMail, email: string): Promise<string> {
    await press(deps, await askForLink(deps, mail), { act: 'address', email });
    const [letter] = await mailsTo(deps, { address: email, kind: 'address' });
    return pathIn(letter!, '/manage/');
  }

  it('answers the same if the new address is somebody else’s, and moves nobody there', async () => {
    const answers = [];
    for (const [n, email] of [
      [1, 'reader3@example.com'],
      [5, 'nobody.yet@example.com'],
    ] as const) {
      const path = await askForLink(deps, mailOf(n));
      answers.push(await (await press(deps, path, { act: 'address', email })).text());
    }
    expect(answers[0]).toBe(answers[1]);
    const letters = (await readMailbox(deps)).filter(({ tags }) => tags[0]!.value === 'address');
    expect(letters.map(({ to }) => to[0])).not.toContain('reader3@example.com');
  });

  it('is mailed to no suppressed address, and the answer is word for word the same', async () => {
    const ask = async (n: number) =>
      (await press(deps, mailOf(n).preferences, { act: 'link' })).text();
    const by = { reason: 'complained', installation: deps.installation, actor: 'resend' } as const;
    await suppressAddress(db, { email: mailOf(12).to, at: deps.now(), ...by });
    const before = await mailsTo(deps, { address: mailOf(12).to, kind: 'manage' });
    expect(await ask(12)).toBe(await ask(1));
    expect(await mailsTo(deps, { address: mailOf(12).to, kind: 'manage' })).toEqual(before);
    const { id } = (await findReader(deps, mailOf(12).to))!;
    const open = db.selectFrom('one_time_links').select('used_at').where('subscriber_id', '=', id);
    expect((await open.orderBy('id', 'desc').execute())[0]!.used_at).toEqual(deps.now());
  });

  it('is refused where another site posts it', async () => {
    const path = await askForLink(deps, mailOf(7));
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await press(deps, path, { act: 'erase' }, headers)).status).toBe(403);
    expect((await findReader(deps, 'reader7@example.com'))!.state).toBe('confirmed');
  });
});

describe('erasure', async () => {
  const db = await cloneDatabase();
  const { deps, issue, app, mailOf } = await sendIssue(db, 5);
  const mail = mailOf(1);
  const account = await readAudienceByState(db, issue.id);
  await app.request(mail.votes[0]!, { method: 'POST' });
  await restoreBeforeEach(db, deps.clock);

  it('leaves the address nowhere in the database, and the audience by state as it was', async () => {
    const path = await askForLink(deps, mail);
    expect((await press(deps, path, { act: 'erase' })).status).toBe(200);
    expect(await findText(deps, 'reader1@example.com')).toEqual([]);
    expect(await readAudienceByState(db, issue.id)).toEqual(account);
    expect(await db.selectFrom('suppressions').select('reason').execute()).toEqual([
      { reason: 'erased' },
    ]);
  });

  it('ends every link of that reader: none votes or records a hit, and unsubscribing still answers', async () => {
    await press(deps, await askForLink(deps, mail), { act: 'erase' });
    const { hits, hit_hours, casts } = await readFingerprints(db);
    for (const path of [mail.votes[1]!, `${mail.votes[1]}/provisional`]) {
      expect((await press(deps, path)).status).toBe(404);
      expect((await app.request(path)).status).toBe(404);
    }
    expect((await app.request(mail.pixel!)).status).toBe(200);
    expect((await app.request(mail.clicks[0]!)).status).toBe(302);
    expect((await app.request(mail.preferences)).status).toBe(404);
    expect((await app.request(mail.unsubscribe)).status).toBe(200);
    expect((await press(deps, mail.unsubscribe)).status).toBe(200);
    expect(await readFingerprints(db)).toMatchObject({ hits, hit_hours, casts });
  });

  it('does not lose to a vote pressed a moment before', async () => {
    const { id } = (await findReader(deps, 'reader2@example.com'))!;
    const standstill = await makeLockBarrier(db, sql`after insert on hits`);
    const voting = press(deps, mailOf(2).votes[0]!);
    await standstill.reach(1);
    await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
    await standstill.letGo();
    expect((await voting).status).toBe(404);
    const casts = db.selectFrom('casts').select('id').where('subscriber_id', '=', id);
    expect(await casts.execute()).toEqual([]);
  });

  it('keeps the address from getting anything by a sign-up link mailed before', async () => {
    const { path } = await signUp(deps, 'ada@example.com');
    const other = await signUp(deps, 'bela@example.com');
    await press(deps, path);
    const { id } = (await findReader(deps, 'ada@example.com'))!;
    await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
    expect((await press(deps, path)).status).toBe(409);
    expect((await createApp(deps).request(other.path)).status).toBe(200);
    expect(await findReader(deps, 'ada@example.com')).toBeUndefined();
  });

  it('waits with the address of a mail that is being submitted, and the sweep clears it after, however late', async () => {
    const { id } = (await findReader(deps, 'reader3@example.com'))!;
    await db
      .updateTable('deliveries')
      .set({ state: 'waiting' })
      .where('subscriber_id', '=', id)
      .execute();
    await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
    deps.clock.advance(9 * 24 * HOUR_MS);
    await sweepJob.run(deps, deps.now());
    expect(await findText(deps, 'reader3@example.com')).toEqual(['deliveries']);
    await db
      .updateTable('deliveries')
      .set({ state: 'unknown' })
      .where('subscriber_id', '=', id)
      .execute();
    await sweepJob.run(deps, deps.now());
    expect(await findText(deps, 'reader3@example.com')).toEqual([]);
  });

  it('takes back the mail that waits for a new address too, and leaves no mail of that reader', async () => {
    const path = await askForLink(deps, mailOf(4));
    const { id } = (await findReader(deps, mailOf(4).to))!;
    const idle = { ...deps, runInBackground: () => {} };
    await press(idle, path, { act: 'address', email: 'newhome@example.com' });
    await mailAddressChanges(deps);
    expect(await findText(deps, 'newhome@example.com')).toEqual(['one_time_links', 'outbox']);
    await eraseReader(db, { subscriberId: id, actor: 'test', at: deps.now() });
    expect(await findText(deps, 'newhome@example.com')).toEqual([]);
    const mails = db.selectFrom('outbox').select('kind').where('subscriber_id', '=', id);
    expect(await mails.execute()).toEqual([]);
  });
});

/** The tables with a row that holds this text anywhere. */
async function findText({ db }: TestDeps, text: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of Object.keys(await readFingerprints(db))) {
    const { rows } = await sql`select 1 from ${sql.table(name)} as t
      where t::text ilike ${`%${text}%`} limit 1`.execute(db);
    if (rows.length > 0) found.push(name);
  }
  return found;
}
