import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { eraseReader } from '../../src/audience/erase';
import { liftSuppression } from '../../src/audience/suppression/lift-suppression';
import { suppressAddress, suppressHashes } from '../../src/audience/suppression/suppress';
import { listAlerts } from '../../src/platform/alerts';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { findReader, postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { mailsTo } from '../helpers/mailbox';

const DAY_MS = 24 * HOUR_MS;
const EMAIL = 'reader1@example.com';

async function openFixture() {
  const deps = await makeDeps(await cloneDatabase());
  await addReaders(deps, 1);
  return deps;
}

function suppress(deps: TestDeps, reason: 'bounced' | 'complained' | 'asked') {
  const { db, installation } = deps;
  return suppressAddress(db, {
    email: EMAIL,
    reason,
    installation,
    actor: 'resend',
    at: deps.now(),
  });
}

const suppressions = ({ db }: TestDeps) =>
  db.selectFrom('suppressions').select(['reason', 'actor']).execute();
const lifts = ({ db }: TestDeps) =>
  db.selectFrom('suppression_lifts').select(['reason', 'lifted_by', 'why', 'email_hash']).execute();
const confirmMails = (deps: TestDeps) => mailsTo(deps, { address: EMAIL, kind: 'confirm' });

describe.each(['complained', 'bounced'] as const)('a reader whose mail %s', (reason) => {
  it('comes back by signing up and confirming from the mailbox, is welcomed, and gets the next issue', async () => {
    const deps = await openFixture();
    await suppress(deps, reason);
    const { path } = await signUp(deps, EMAIL);
    expect(await suppressions(deps)).toHaveLength(1);
    expect(await (await press(deps, path)).text()).toContain('You’ll get the next issue of');
    expect(await suppressions(deps)).toEqual([]);
    expect(await lifts(deps)).toMatchObject([{ reason, lifted_by: 'reader' }]);
    expect(await mailsTo(deps, { address: EMAIL, kind: 'welcome' })).toHaveLength(1);
    const issue = await planRelease(deps);
    await deliverIssue(deps, issue.id);
    const deliveries = deps.db.selectFrom('deliveries').select('state');
    expect(await deliveries.execute()).toEqual([{ state: 'accepted' }]);
  });
});

it('a sign-up alone lifts nothing, and no link from before a complaint brings anybody back', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const { path } = await signUp(deps, EMAIL);
  await suppress(deps, 'complained');
  expect((await press(deps, path)).status).toBe(409);
  expect(await findReader(deps, EMAIL)).toBeUndefined();
  deps.clock.advance(DAY_MS);
  await signUp(deps, EMAIL);
  expect(await suppressions(deps)).toHaveLength(1);
});

it('a suppressed address is asked once a week whether it comes back, however often it is typed in', async () => {
  for (const reason of ['bounced', 'complained'] as const) {
    const deps = await openFixture();
    await suppress(deps, reason);
    for (let day = 0; day < 9; day += 1) {
      await postSignUp(deps, EMAIL);
      await postSignUp(deps, EMAIL, { from: '198.51.100.1' });
      await deps.settle();
      deps.clock.advance(DAY_MS);
    }
    expect(await confirmMails(deps)).toHaveLength(2);
  }
});

it('somebody stopped by staff gets no mail by signing up until staff lift it; then they join like anybody else', async () => {
  const deps = await openFixture();
  await suppress(deps, 'asked');
  await postSignUp(deps, EMAIL);
  await deps.settle();
  expect(await confirmMails(deps)).toEqual([]);
  const { db, installation } = deps;
  const lift = {
    email: EMAIL,
    why: 'asked by letter',
    installation,
    actor: 'Edda',
    at: deps.now(),
  };
  const lifted = await liftSuppression(db, lift);
  expect(lifted).toEqual({ reason: 'asked', subscription: { kind: 'next' } });
  expect(await lifts(deps)).toMatchObject([{ lifted_by: 'Edda', why: 'asked by letter' }]);
  await expect(liftSuppression(db, lift)).rejects.toThrow('not suppressed');
});

it('an erased reader comes back as a new one by confirming, and no fingerprint of the erasure stays', async () => {
  const deps = await openFixture();
  const { id } = (await findReader(deps, EMAIL))!;
  await eraseReader(deps.db, { subscriberId: id, actor: 'reader', at: deps.now() });
  const { path } = await signUp(deps, EMAIL);
  expect(await findReader(deps, EMAIL)).toBeUndefined();
  await press(deps, path);
  expect((await findReader(deps, EMAIL))!.id).not.toBe(id);
  expect(await suppressions(deps)).toEqual([]);
  expect(await lifts(deps)).toMatchObject([{ reason: 'erased', email_hash: null }]);
});

it('an event from before somebody came back no longer stops them, and a later one does', async () => {
  const deps = await openFixture();
  await suppress(deps, 'complained');
  const before = deps.now();
  const { email_hash } = (await findReader(deps, EMAIL))!;
  deps.clock.advance(HOUR_MS);
  await press(deps, (await signUp(deps, EMAIL)).path);
  const why = { reason: 'bounced', actor: 'resend' } as const;
  await suppressHashes(deps.db, { hashes: [{ email_hash: email_hash!, at: before }], ...why });
  expect(await suppressions(deps)).toEqual([]);
  deps.clock.advance(1);
  await suppressHashes(deps.db, { hashes: [{ email_hash: email_hash!, at: deps.now() }], ...why });
  expect(await suppressions(deps)).toEqual([{ reason: 'bounced', actor: 'resend' }]);
});

it('pressed at the same moment a link brings somebody back once', async () => {
  const deps = await openFixture();
  await suppress(deps, 'complained');
  const { path } = await signUp(deps, EMAIL);
  const presses = await Promise.all([1, 2, 3].map(() => press(deps, path)));
  expect(presses.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await lifts(deps)).toHaveLength(1);
  expect(await mailsTo(deps, { address: EMAIL, kind: 'welcome' })).toHaveLength(1);
});

it('staff are told if Resend’s own list holds the confirmation back', async () => {
  const deps = await openFixture();
  await suppress(deps, 'complained');
  await signUp(deps, EMAIL);
  const { applyToTransactionalMail } = await import('../../src/events/transactional-mail-event');
  const mail = await deps.db
    .selectFrom('outbox')
    .select(['id', 'resend_id'])
    .where('despite_suppression', '=', true)
    .executeTakeFirstOrThrow();
  const event = {
    type: 'email.suppressed',
    at: deps.now(),
    resend_id: mail.resend_id,
    recipients: [EMAIL],
    tags: { mail_id: mail.id },
  };
  await applyToTransactionalMail(
    deps,
    event as unknown as Parameters<typeof applyToTransactionalMail>[1],
  );
  const [alert] = await listAlerts(deps.db, { limit: 9 });
  expect(alert).toMatchObject({ kind: 'held-back-at-resend' });
  expect(alert!.says).not.toContain('@');
});

it('a stranger learns from no page whether an address is suppressed', async () => {
  const deps = await openFixture();
  await suppress(deps, 'asked');
  const pages = await Promise.all(
    [EMAIL, 'nobody@example.com'].map(async (email) => (await postSignUp(deps, email)).text()),
  );
  await deps.settle();
  expect(pages[0]).toBe(pages[1]);
  expect(pages[0]).toContain('If we’re able to email this address');
  expect((await createApp(deps).request('/signup')).status).toBe(200);
});
