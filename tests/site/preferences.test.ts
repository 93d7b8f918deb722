import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { readSettings, setSetting } from '../../src/platform/settings/settings';
import { openWeek } from '../../src/selection/open-week';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, type TestDeps } from '../helpers/deps';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, press } from '../helpers/fixtures/sign-up';
import { mailsTo, readMailbox } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

const WEEK_MS = 7 * 24 * HOUR_MS;

/** Sends the next week's issue and returns its audience by state. */
async function sendNext(deps: TestDeps) {
  const { db, clock } = deps;
  clock.advance(WEEK_MS);
  await setSetting(db, { name: 'rest-issues', value: '0', at: deps.now() });
  const settings = await readSettings(db);
  const { number } = await openWeek(db, { settings, at: deps.now(), actor: 'open-week' });
  const sendAt = new Date(deps.now().getTime() + HOUR_MS);
  await release(deps, { number: number!, sendAt, actor: 'Edda', at: deps.now() });
  clock.advance(HOUR_MS);
  const [planned] = await planDueIssues(db, { actor: 'send-due', at: deps.now() });
  await deliverIssue(deps, planned!.issueId);
  return readAudienceByState(db, planned!.issueId);
}

describe('the preferences page', async () => {
  const db = await cloneDatabase();
  const { deps, app, mailOf } = await sendIssue(db, 9);
  const mail = mailOf(1);
  await restoreBeforeEach(db, deps.clock);

  it('changes nothing by GET or HEAD, and shows the address masked', async () => {
    const before = await readFingerprints(db);
    const page = await (await app.request(mail.preferences)).text();
    await app.request(mail.preferences, { method: 'HEAD' });
    expect(await readFingerprints(db)).toEqual(before);
    expect(page).toContain('r•••@example.com');
    expect(page).not.toContain('reader1');
  });

  it('with a no to opens silences the mails already sent, at once, and logs it dated', async () => {
    const hits = () => db.selectFrom('hits').select('id').where('kind', '=', 'open').execute();
    await app.request(mail.pixel!);
    expect(await hits()).toHaveLength(1);
    expect((await press(deps, mail.preferences, { opens: 'no' })).status).toBe(200);
    expect((await app.request(mail.pixel!)).status).toBe(200);
    expect(await hits()).toHaveLength(1);
    const log = await db
      .selectFrom('consents')
      .select(['subject', 'given', 'at'])
      .where('given', '=', false)
      .execute();
    expect(log).toEqual([{ subject: 'opens', given: false, at: deps.now() }]);
  });

  it('with a no to opens works even if everyone is tracked', async () => {
    await press(deps, mail.preferences, { opens: 'no' });
    await setSetting(db, { name: 'open-tracking', value: 'everyone', at: deps.now() });
    const before = await db.selectFrom('hits').select('id').execute();
    await app.request(mail.pixel!);
    expect(await db.selectFrom('hits').select('id').execute()).toHaveLength(before.length);
  });

  it('never takes a yes to opens, whatever is posted', async () => {
    for (const fields of [
      { opens: 'yes' },
      { opens: 'on' },
      { act: 'opens' },
      { act: 'agree' },
    ] as Record<string, string>[])
      await press(deps, mailOf(2).preferences, fields);
    expect((await findReader(deps, 'reader2@example.com'))!.opens_consent_at).toBeNull();
  });

  it('refuses a pause that ends in the past, is endless, or is no number', async () => {
    for (const fields of [
      { pause: 'until', until: '2020-01-01' },
      { pause: 'until', until: '2999-01-01' },
      { pause: 'until', until: '2026-13-45' },
      { pause: 'until' },
      { pause: 'issues', issues: '0' },
      { pause: 'issues', issues: '1.5' },
      { pause: 'issues', issues: '99' },
      { pause: 'issues', issues: 'x' },
    ] as Record<string, string>[])
      expect((await press(deps, mailOf(3).preferences, fields)).status).toBe(400);
  });

  it('is refused where another site posts it', async () => {
    const fields = { pause: 'issues', issues: '1' };
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await press(deps, mail.preferences, fields, headers)).status).toBe(403);
    const own = { 'sec-fetch-site': 'same-origin', origin: 'null' };
    expect((await press(deps, mail.preferences, {}, own)).status).toBe(200);
  });

  it('pauses for a number of issues or until a day: a paused reader is accounted for, and comes back', async () => {
    await press(deps, mailOf(3).preferences, { pause: 'issues', issues: '2' });
    await press(deps, mailOf(4).preferences, { pause: 'until', until: '2026-12-05' });
    const second = await sendNext(deps);
    expect(second).toMatchObject({ total: 9, accepted: 7, reasons: { paused: 2 } });
    const third = await sendNext(deps);
    expect(third).toMatchObject({ total: 9, accepted: 8, reasons: { paused: 1 } });
    const fourth = await sendNext(deps);
    expect(fourth).toMatchObject({ total: 9, accepted: 9, reasons: {} });
  });
});

describe('plain links', async () => {
  const db = await cloneDatabase();
  const { deps, app, mailOf } = await sendIssue(db, 3);

  it('lead readers who ask for them to every destination uncounted, and nobody else', async () => {
    await press(deps, mailOf(2).preferences, { links: 'plain' });
    await sendNext(deps);
    const mails = (await readMailbox(deps)).filter(({ tags }) => tags[0]!.value === '2');
    expect(mails).toHaveLength(3);
    for (const { to, html, text } of mails) {
      const isPlain = to[0] === 'reader2@example.com';
      expect(html.includes('/c/'), to[0]).toBe(!isPlain);
      expect(text.includes('/c/'), to[0]).toBe(!isPlain);
      expect(html).toMatch(/\/v\/[a-z2-7]{42}\/\d+/);
      const paths = [
        ...html.matchAll(/href="https:\/\/verdicts\.example\.com(\/comparisons\/[^"]+)"/g),
      ];
      expect(paths.length > 0).toBe(isPlain);
      for (const [, path] of paths) expect((await app.request(path!)).status).toBe(200);
    }
  });
});

describe('a forwarded issue', async () => {
  const db = await cloneDatabase();
  const { deps, app, mailOf } = await sendIssue(db, 4);

  it('lets whoever has it stop, pause, object and vote, and nothing else: no consent, no address, no data, no erasure', async () => {
    const mail = mailOf(2);
    const { subscribers: _, ...rest } = await readFingerprints(db);
    const paths = [
      mail.preferences,
      mail.unsubscribe,
      mail.votes[0]!,
      mail.clicks[0]!,
      mail.pixel ?? '/o/x',
    ];
    const token = (path: string) => path.split('/')[2]!;
    const acts = ['export', 'erase', 'address', 'opens', 'move'].map((act) => ({
      act,
      email: 'thief@example.com',
    }));
    for (const path of paths) {
      for (const fields of acts) {
        expect((await press(deps, `/manage/${token(path)}`, fields)).status).toBe(404);
        expect((await press(deps, `/confirm/${token(path)}`, fields)).status).toBe(404);
        await press(deps, mail.preferences, {
          ...fields,
          opens: 'yes',
          email: 'thief@example.com',
        });
      }
      const page = await (await app.request(path)).text();
      expect(page).not.toContain('reader2');
    }
    expect(await findReader(deps, 'reader2@example.com')).toMatchObject({
      state: 'confirmed',
      opens_consent_at: null,
      erased_at: null,
    });
    const { subscribers: __, hits: ___, hit_hours: ____, ...after } = await readFingerprints(db);
    expect(after).toMatchObject({
      one_time_links: rest.one_time_links,
      consents: rest.consents,
      suppressions: rest.suppressions,
    });
  });

  it('may ask for a fresh link, which goes to the address on file alone, three times a day', async () => {
    for (let n = 0; n < 5; n += 1) {
      const answer = await press(deps, mailOf(3).preferences, {
        act: 'link',
        email: 'thief@example.com',
      });
      expect(await answer.text()).toContain('a link is on its way');
    }
    expect(await mailsTo(deps, { address: 'reader3@example.com', kind: 'manage' })).toHaveLength(3);
    const to = (await readMailbox(deps)).map((mail) => mail.to[0]);
    expect(to).not.toContain('thief@example.com');
  });
});
