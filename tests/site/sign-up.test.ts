import { describe, expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { createApp } from '../../src/app';
import { refuseOpenTracking } from '../../src/audience/open-tracking';
import { suppressAddress } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { OPENS_WORDING } from '../../src/audience/wording';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { findReader, postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { mailsTo, readMailbox } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const by = (deps: TestDeps) => ({ actor: 'test', at: deps.now() });

async function stopEverything(deps: TestDeps, email: string): Promise<void> {
  const { id } = (await findReader(deps, email))!;
  await unsubscribe(deps.db, { subscriberId: id, wording: 'test', ...by(deps) });
}

async function suppress(deps: TestDeps, email: string): Promise<void> {
  const { installation } = deps;
  await suppressAddress(deps.db, { email, reason: 'asked', installation, ...by(deps) });
}

describe('the answer to a sign-up', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 2);
  await stopEverything(deps, 'reader2@example.com');
  await suppress(deps, 'gone@example.com');
  await signUp(deps, 'twice@example.com');
  const everybody = {
    new: 'new@example.com',
    known: 'reader1@example.com',
    unsubscribed: 'reader2@example.com',
    suppressed: 'gone@example.com',
    limited: 'twice@example.com',
  };

  it('is the same, word for word and header for header, whoever the address belongs to', async () => {
    const answers = await Promise.all(
      Object.values(everybody).map(async (email) => {
        const { status, headers, text } = await postSignUp(deps, email).then(readAnswer);
        const shown = headers.map(([name, value]) => [name, value.replace(/=[\w-]{43};/, '=…;')]);
        return { status, shown, text };
      }),
    );
    await deps.settle();
    expect(answers[0]!.status).toBe(200);
    expect(answers[0]!.shown.flat().join()).toContain('__Host-sign-up=…;');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('comes after exactly one new row for everybody, counted by network; everything else follows it', async () => {
    const idle = { ...deps, runInBackground: () => {} };
    for (const email of Object.values(everybody)) {
      const { sign_ups: _, limits: __, ...before } = await readFingerprints(deps.db);
      const count = await countAttempts(deps);
      expect((await postSignUp(idle, email)).status).toBe(200);
      const { sign_ups: ___, limits: ____, ...after } = await readFingerprints(deps.db);
      expect(after).toEqual(before);
      expect(await countAttempts(deps)).toBe(count + 1);
    }
  });

  it('is kept by the sweep if the process died right after it', async () => {
    const idle = { ...deps, runInBackground: () => {} };
    await postSignUp(idle, 'sweep@example.com');
    await sweepJob.run(deps, deps.now());
    expect(await mailsTo(deps, { address: 'sweep@example.com', kind: 'confirm' })).toHaveLength(1);
  });

  it('says what is wrong with something that is not an address, and keeps what was typed', async () => {
    for (const email of [
      '',
      'nobody',
      'a@b',
      'a,b@example.com',
      'x@example.com\r\nBcc: y@example.com',
    ]) {
      const count = await countAttempts(deps);
      const answer = await postSignUp(deps, email);
      expect(answer.status, email).toBe(400);
      expect(await answer.text()).toContain('Please try again');
      expect(await countAttempts(deps)).toBe(count);
    }
  });

  it('escapes what was typed', async () => {
    const page = await (await postSignUp(deps, '"><script>alert(1)</script>')).text();
    expect(page).not.toContain('<script>');
  });

  it('is a refusal if another site sends the form', async () => {
    const count = await countAttempts(deps);
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example.net' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      expect((await postSignUp(deps, 'forced@example.com', { headers })).status).toBe(403);
    }
    expect(await countAttempts(deps)).toBe(count);
    const own = { 'sec-fetch-site': 'same-origin', origin: 'https://verdicts.example.com' };
    expect((await postSignUp(deps, 'free@example.com', { headers: own })).status).toBe(200);
    await deps.settle();
  });
});

async function readAnswer(answer: Response) {
  return { status: answer.status, headers: [...answer.headers], text: await answer.text() };
}

function countAttempts({ db }: TestDeps): Promise<number> {
  return db
    .selectFrom('sign_ups')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
    .then(({ count }) => count);
}

describe('the mails of a sign-up', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 1);
  await suppress(deps, 'gone@example.com');

  it('ask a new address to confirm, marked as automatic, without List-Unsubscribe and without a pixel', async () => {
    await signUp(deps, 'Marguerite@example.com');
    const [mail] = await mailsTo(deps, { address: 'Marguerite@example.com', kind: 'confirm' });
    expect(mail!.headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
    expect(mail!.html).not.toMatch(/<img|\/o\//);
    expect(mail!.text).toMatch(/^https:\/\/verdicts\.example\.com\/confirm\/[a-z2-7]{42}$/m);
    expect(`${mail!.subject}${mail!.html}${mail!.text}`).not.toMatch(/marguerite/i);
  });

  it('tell a reader that they are on the list, and send nothing if nothing was asked for', async () => {
    for (const email of ['reader1@example.com', 'gone@example.com']) await postSignUp(deps, email);
    await deps.settle();
    expect(await mailsTo(deps, { address: 'reader1@example.com', kind: 'known' })).toHaveLength(1);
    const to = (await readMailbox(deps)).map((mail) => mail.to[0]);
    expect(to).not.toContain('gone@example.com');
  });

  it('go to an internationalised domain in its ASCII form', async () => {
    await postSignUp(deps, 'ines@bücher.example');
    await deps.settle();
    const to = (await readMailbox(deps)).map((mail) => mail.to[0]);
    expect(to).toContain('ines@xn--bcher-kva.example');
  });
});

describe('confirming', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 1);
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);

  it('never happens by GET or HEAD: the page has one button, and its tick is not set', async () => {
    const { path } = await signUp(deps, 'ada@example.com');
    const before = await readFingerprints(deps.db);
    const page = await (await createApp(deps).request(path)).text();
    await createApp(deps).request(path, { method: 'HEAD' });
    expect(await readFingerprints(deps.db)).toEqual(before);
    expect(page.match(/<button/g)).toHaveLength(1);
    expect(page).toContain('type="checkbox"');
    expect(page).not.toMatch(/checked|ada@/);
    expect(page).toContain(OPENS_WORDING);
  });

  it('makes a reader, dates the consent with its wording, and welcomes with the latest issue', async () => {
    const { path } = await signUp(deps, 'bela@example.com');
    expect((await press(deps, path)).status).toBe(200);
    const reader = (await findReader(deps, 'bela@example.com'))!;
    expect(reader).toMatchObject({ state: 'confirmed', opens_consent_at: null });
    expect(await consentsOf(deps, reader.id)).toEqual([
      ['newsletter', true, 'Send me Weekly AI Tool Verdicts once a week.', deps.now()],
    ]);
    const [mail] = await mailsTo(deps, { address: 'bela@example.com', kind: 'welcome' });
    expect(mail!.text).toContain(`https://verdicts.example.com/issues/${issue.number}`);
  });

  it('with the tick set dates the consent to open tracking in the words that were shown', async () => {
    const { path } = await signUp(deps, 'cyra@example.com');
    await press(deps, path, { opens: 'yes' });
    const reader = (await findReader(deps, 'cyra@example.com'))!;
    expect(reader.opens_consent_at).toEqual(deps.now());
    expect(await consentsOf(deps, reader.id)).toContainEqual([
      'opens',
      true,
      OPENS_WORDING,
      deps.now(),
    ]);
  });

  it('knows the browser that signed up by its cookie, and no other', async () => {
    const one = await signUp(deps, 'dora@example.com');
    const other = await signUp(deps, 'elin@example.com');
    await press(deps, one.path, {}, { cookie: one.cookie });
    await press(deps, other.path, {}, { cookie: one.cookie });
    const rows = await deps.db
      .selectFrom('sign_ups')
      .select(['same_browser', 'email', 'network'])
      .where('state', '=', 'confirmed')
      .orderBy('id', 'desc')
      .limit(2)
      .execute();
    expect(rows).toEqual([
      { same_browser: false, email: null, network: null },
      { same_browser: true, email: null, network: null },
    ]);
  });

  it('works once, and says so each time the button is pressed, also many times at once', async () => {
    const { path } = await signUp(deps, 'faro@example.com');
    const presses = await Promise.all([1, 2, 3, 4, 5].map(() => press(deps, path)));
    expect(presses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    const { id } = (await findReader(deps, 'faro@example.com'))!;
    expect(await consentsOf(deps, id)).toHaveLength(1);
    expect(await mailsTo(deps, { address: 'faro@example.com', kind: 'welcome' })).toHaveLength(1);
  });

  it('is over after 48 hours', async () => {
    const { path } = await signUp(deps, 'gita@example.com');
    deps.clock.advance(48 * HOUR_MS);
    expect((await press(deps, path)).status).toBe(409);
    expect(await findReader(deps, 'gita@example.com')).toBeUndefined();
  });

  it('by an old link re-subscribes nobody who has left since, while a new sign-up may return', async () => {
    const email = 'hale@example.com';
    const old = await signUp(deps, email);
    deps.clock.advance(25 * HOUR_MS);
    const { path } = await signUp(deps, email);
    expect(path).not.toBe(old.path);
    await press(deps, path, { opens: 'yes' });
    await stopEverything(deps, email);
    expect((await press(deps, old.path)).status).toBe(409);
    expect((await findReader(deps, email))!.state).toBe('unsubscribed');
    deps.clock.advance(25 * HOUR_MS);
    const again = await signUp(deps, email);
    await press(deps, again.path);
    expect(await findReader(deps, email)).toMatchObject({
      state: 'confirmed',
      unsubscribed_at: null,
      opens_consent_at: null,
    });
  });

  it('by a link changes nothing for an address that was suppressed after it was mailed', async () => {
    const { path } = await signUp(deps, 'ines@example.com');
    await suppress(deps, 'ines@example.com');
    expect((await press(deps, path)).status).toBe(409);
    expect(await findReader(deps, 'ines@example.com')).toBeUndefined();
  });

  it('by two links of two attempts makes one reader, logged once', async () => {
    const email = 'jona@example.com';
    const first = await signUp(deps, email);
    deps.clock.advance(25 * HOUR_MS);
    const second = await signUp(deps, email);
    await Promise.all([press(deps, first.path), press(deps, second.path)]);
    const { id } = (await findReader(deps, email))!;
    expect(await consentsOf(deps, id)).toHaveLength(1);
    expect(await mailsTo(deps, { address: email, kind: 'welcome' })).toHaveLength(1);
  });

  it('by a second link with the box ticked takes that yes from somebody who is already a reader', async () => {
    const email = 'luna@example.com';
    const first = await signUp(deps, email);
    deps.clock.advance(25 * HOUR_MS);
    const second = await signUp(deps, email);
    await press(deps, first.path);
    deps.clock.advance(1_000);
    await press(deps, second.path, { opens: 'yes' });
    const { id, opens_consent_at } = (await findReader(deps, email))!;
    expect(opens_consent_at).toEqual(deps.now());
    expect((await consentsOf(deps, id)).at(-1)).toEqual(['opens', true, OPENS_WORDING, deps.now()]);
    expect(await mailsTo(deps, { address: email, kind: 'welcome' })).toHaveLength(1);
  });

  it('again after leaving keeps a no to opens, until a yes takes its place', async () => {
    const email = 'mira@example.com';
    await press(deps, (await signUp(deps, email)).path);
    const { id } = (await findReader(deps, email))!;
    await refuseOpenTracking(deps.db, { subscriberId: id, at: deps.now() });
    const refused = deps.now();
    for (const fields of [{}, { opens: 'yes' }] as Record<string, string>[]) {
      await stopEverything(deps, email);
      deps.clock.advance(25 * HOUR_MS);
      await press(deps, (await signUp(deps, email)).path, fields);
      expect(await findReader(deps, email)).toMatchObject({
        state: 'confirmed',
        opens_refused_at: fields.opens ? null : refused,
        opens_consent_at: fields.opens ? deps.now() : null,
      });
    }
  });

  it('needs a token of its own purpose: no other opens it, and it opens nothing else', async () => {
    const { path } = await signUp(deps, 'kira@example.com');
    const [attempt] = await deps.db
      .selectFrom('sign_ups')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    for (const purpose of ['u', 'v', 'p', 'm'] as const) {
      const token = deps.signer.sign(purpose, attempt!.id);
      expect((await press(deps, `/confirm/${token}`)).status).toBe(404);
    }
    const token = path.split('/')[2];
    for (const other of ['unsubscribe', 'preferences', 'manage'])
      expect((await press(deps, `/${other}/${token}`)).status).toBe(404);
  });
});

async function consentsOf({ db }: TestDeps, id: number) {
  const rows = await db
    .selectFrom('consents')
    .select(['subject', 'given', 'wording', 'at'])
    .where('subscriber_id', '=', id)
    .orderBy('id')
    .execute();
  return rows.map(({ subject, given, wording, at }) => [subject, given, wording, at]);
}
