import { describe, expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { refuseOpenTracking } from '../../src/audience/open-tracking';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { OPENS_WORDING } from '../../src/audience/wording';
import { setSetting } from '../../src/platform/settings/settings';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { findReader, press, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const deps = await makeDeps(await cloneDatabase());
const { db, clock } = deps;
const app = createApp(deps);

/** The browser that signed up opens the page behind the link. */
async function open(email: string) {
  const { path, cookie } = await signUp(deps, email);
  const headers = { cookie };
  return {
    cookie,
    path,
    look: () => app.request(path, { headers }),
    byScript: () => press(deps, path, { by: 'script' }, headers),
    byButton: (fields = {}) => press(deps, path, { by: 'button', ...fields }, headers),
    agree: (own = headers) => press(deps, path, { act: 'opens' }, own),
  };
}

async function consentsTo(email: string) {
  const rows = await db
    .selectFrom('consents')
    .innerJoin('subscribers', 'subscribers.id', 'consents.subscriber_id')
    .select(['consents.subject', 'consents.given', 'consents.wording', 'consents.at'])
    .where('subscribers.email', '=', email)
    .orderBy('consents.id')
    .execute();
  return rows.map(({ subject, given, wording, at }) => [subject, given, wording, at]);
}

describe('the confirm page', () => {
  it('carries a script only for the browser that signed up for this very attempt', async () => {
    const ada = await open('ada@example.com');
    const bela = await open('bela@example.com');
    const shown = async (cookie: string) => {
      const answer = await app.request(ada.path, { headers: { cookie } });
      return [/<script/.test(await answer.text()), answer.headers.get('content-security-policy')];
    };
    const [policy] = [expect.stringContaining("script-src 'self'")];
    expect(await shown(ada.cookie)).toEqual([true, policy]);
    for (const cookie of [bela.cookie, '', '__Host-sign-up=guessed', ada.cookie.toUpperCase()])
      expect(await shown(cookie)).toEqual([false, expect.not.stringContaining('script-src')]);
  });

  it('changes nothing by GET or HEAD, also in the browser that signed up', async () => {
    const { path, cookie, look } = await open('cyra@example.com');
    const before = await readFingerprints(db);
    await (await look()).text();
    await app.request(path, { method: 'HEAD', headers: { cookie } });
    expect(await readFingerprints(db)).toEqual(before);
  });
});

describe('a yes to opens', () => {
  const opensOf = async (email: string) =>
    (await consentsTo(email)).filter(([subject]) => subject === 'opens');

  it('does not count if a script sends it, since nobody has seen the box', async () => {
    const { path, cookie } = await open('zoe@example.com');
    await press(deps, path, { by: 'script', opens: 'yes' }, { cookie });
    expect(await findReader(deps, 'zoe@example.com')).toMatchObject({ state: 'confirmed' });
    expect(await opensOf('zoe@example.com')).toEqual([]);
  });

  it('does not count while nobody is asked for it', async () => {
    const { byButton } = await open('yves@example.com');
    await setSetting(db, { name: 'open-tracking', value: 'off', at: deps.now() });
    await byButton({ opens: 'yes' });
    await setSetting(db, { name: 'open-tracking', value: 'consenting', at: deps.now() });
    expect(await opensOf('yves@example.com')).toEqual([]);
    expect(await findReader(deps, 'yves@example.com')).toMatchObject({ state: 'confirmed' });
  });
});

describe('a confirmation by itself', () => {
  it('agrees to nothing: the page after it asks, and its button’s yes is dated in those words, once', async () => {
    const { byScript, agree } = await open('dora@example.com');
    const page = await (await byScript()).text();
    expect(page).toContain('You’re subscribed');
    expect(page).toContain(OPENS_WORDING);
    expect(await findReader(deps, 'dora@example.com')).toMatchObject({ opens_consent_at: null });
    expect(await consentsTo('dora@example.com')).toHaveLength(1);
    clock.advance(60_000);
    for (const _ of [1, 2]) expect(await (await agree()).text()).toContain('Thank you');
    expect((await consentsTo('dora@example.com')).slice(1)).toEqual([
      ['opens', true, OPENS_WORDING, deps.now()],
    ]);
  });

  it('asks nothing if open tracking is off, and nobody who has seen the box', async () => {
    const elin = await open('elin@example.com');
    expect(await (await elin.byButton()).text()).not.toContain(OPENS_WORDING);
    await setSetting(db, { name: 'open-tracking', value: 'off', at: deps.now() });
    const faro = await open('faro@example.com');
    expect(await (await faro.byScript()).text()).not.toContain(OPENS_WORDING);
    await setSetting(db, { name: 'open-tracking', value: 'consenting', at: deps.now() });
  });

  it('gives nobody else a say: neither another browser, nor this one half an hour later', async () => {
    const gita = await open('gita@example.com');
    const other = await open('hale@example.com');
    await gita.byScript();
    for (const cookie of ['', other.cookie])
      expect((await gita.agree({ cookie })).status).toBe(409);
    clock.advance(HOUR_MS / 2);
    expect((await gita.agree()).status).toBe(409);
    expect(await consentsTo('gita@example.com')).toHaveLength(1);
  });

  it('can be withdrawn at will, but given only five times a day, so that rows do not grow without end', async () => {
    const { byScript, agree } = await open('nuri@example.com');
    await byScript();
    const { id: subscriberId } = (await findReader(deps, 'nuri@example.com'))!;
    const answers: number[] = [];
    for (let nth = 0; nth < 8; nth += 1) {
      answers.push((await agree()).status);
      await refuseOpenTracking(db, { subscriberId, at: deps.now() });
    }
    expect(answers).toEqual([200, 200, 200, 200, 200, 429, 429, 429]);
    expect(await findReader(deps, 'nuri@example.com')).toMatchObject({ opens_consent_at: null });
    expect((await consentsTo('nuri@example.com')).length).toBe(11);
  });

  it('cannot be claimed by a browser that did not sign up: it is a press like any other', async () => {
    const { path } = await open('ines@example.com');
    const page = await (await press(deps, path, { by: 'script' })).text();
    expect(page).toContain('You’re subscribed');
    expect(page).not.toContain(OPENS_WORDING);
    expect((await press(deps, path, { act: 'opens' })).status).toBe(409);
  });

  it('and a press at the same moment, or a page loaded again, are answered alike and welcome once', async () => {
    const { byScript, byButton, look } = await open('jona@example.com');
    const answers = await Promise.all([byScript(), byButton(), byScript(), byButton()]);
    for (const answer of [...answers, await look()]) {
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('You’re subscribed');
    }
    expect(await consentsTo('jona@example.com')).toHaveLength(1);
    const address = 'jona@example.com';
    expect(await mailsTo(deps, { address, kind: 'welcome' })).toHaveLength(1);
  });

  it('asks nobody else about opens, nor this browser after half an hour, nor a reader who has left', async () => {
    const { path, byScript, look } = await open('kira@example.com');
    await byScript();
    const elsewhere = await (await app.request(path)).text();
    expect(elsewhere).toContain('You’re subscribed');
    expect(elsewhere).not.toContain(OPENS_WORDING);
    const { id } = (await findReader(deps, 'kira@example.com'))!;
    await unsubscribe(db, { subscriberId: id, wording: 'test', actor: 'test', at: deps.now() });
    expect((await look()).status).toBe(409);
    expect((await byScript()).status).toBe(409);
    const luna = await open('luna@example.com');
    await luna.byScript();
    expect(await (await luna.look()).text()).toContain(OPENS_WORDING);
    clock.advance(HOUR_MS / 2);
    expect(await (await luna.look()).text()).not.toContain(OPENS_WORDING);
  });

  it('leaves no row that knows the reader once its link would have lapsed, or after their erasure', async () => {
    const idOf = async (email: string) => (await findReader(deps, email))!.id;
    const known = async () => {
      const rows = db.selectFrom('sign_ups').select('subscriber_id as id').distinct();
      return (await rows.where('subscriber_id', 'is not', null).execute()).map(({ id }) => id);
    };
    await (await open('mira@example.com')).byScript();
    const [mira] = [await idOf('mira@example.com')];
    clock.advance(48 * HOUR_MS);
    await (await open('nora@example.com')).byScript();
    const nora = await idOf('nora@example.com');
    expect(await known()).toEqual(expect.arrayContaining([mira, nora]));
    await sweepJob.run(deps, deps.now());
    expect(await known()).toEqual([nora]);
    await eraseReader(db, { subscriberId: nora, actor: 'test', at: deps.now() });
    expect(await known()).toEqual([]);
  });
});
