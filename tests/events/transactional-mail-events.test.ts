import { describe, expect, it } from 'vitest';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { listAlerts } from '../../src/platform/alerts';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { eventAboutSingle, type SingleEventMail } from '../helpers/fixtures/svix';
import { mailsTo, readMailbox } from '../helpers/mailbox';
import { readFingerprints } from '../helpers/table-counts';

const DAY_MS = 24 * 60 * 60 * 1000;

const db = await cloneDatabase();
const deps = await makeDeps(db);
const { post, findAddressSuppression } = openEventFixture(db, deps);

/** As an event names it. */
async function newestMail(to: string): Promise<SingleEventMail> {
  const { id, kind, resend_id } = await db
    .selectFrom('outbox')
    .select(['id', 'kind', 'resend_id'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  const { installation } = deps;
  return { email_id: resend_id ?? `early-${id}`, to, kind, id, installation: installation.id };
}

async function confirmationTo(email: string): Promise<SingleEventMail> {
  await signUp(deps, email);
  return newestMail(email);
}

describe('a transactional mail', () => {
  it.each([
    ['a complaint', 'email.complained', undefined, 'complained'],
    ['a hard bounce', 'email.bounced', { type: 'Permanent' }, 'bounced'],
    ['Resend’s own suppression', 'email.suppressed', undefined, 'bounced'],
  ] as const)('that met %s is the last to its address', async (_, type, bounce, reason) => {
    const email = `${reason}.${type}@example.com`;
    const mail = await confirmationTo(email);
    const at = new Date('2026-11-24T09:10:00Z');
    expect(await post(eventAboutSingle(mail, type, { at, bounce }))).toMatchObject({
      outcome: 'applied',
    });
    expect(await findAddressSuppression(email)).toEqual({ reason, at, actor: 'resend' });
  });

  it('that welcomed a reader who calls it spam stops the issues too', async () => {
    const { path } = await signUp(deps, 'complainer@example.com');
    await press(deps, path);
    const mail = await newestMail('complainer@example.com');
    expect(mail.kind).toBe('welcome');
    await post(eventAboutSingle(mail, 'email.complained'));
    expect(await findAddressSuppression('complainer@example.com')).toMatchObject({
      reason: 'complained',
    });
  });

  it('that still waits when its address proves dead or unwilling is never sent', async () => {
    const mail = await confirmationTo('gone@example.com');
    deps.clock.advance(2 * DAY_MS);
    await postSignUp({ ...deps, runInBackground: () => {} }, 'gone@example.com');
    await mailSignUps(deps);
    await post(eventAboutSingle(mail, 'email.complained'));
    await sendTransactionalMails(deps);
    const outbox = db.selectFrom('outbox').select(['state', 'reason']).orderBy('id', 'desc');
    expect(await outbox.executeTakeFirst()).toEqual({ state: 'refused', reason: 'complained' });
    expect(await mailsTo(deps, { address: 'gone@example.com', kind: 'confirm' })).toHaveLength(1);
  });

  it('that bounced softly, was delayed, delivered or failed suppresses nobody', async () => {
    const mail = await confirmationTo('soft@example.com');
    await post(eventAboutSingle(mail, 'email.bounced', { bounce: { type: 'Transient' } }));
    for (const type of ['sent', 'delivery_delayed', 'delivered', 'failed'])
      await post(eventAboutSingle(mail, `email.${type}`));
    expect(await findAddressSuppression('soft@example.com')).toBeUndefined();
  });

  it('is known by our own id on it if its event comes before Resend’s answer, for that address alone', async () => {
    await postSignUp({ ...deps, runInBackground: () => {} }, 'early@example.com');
    const { submitMail } = deps.mailer;
    const outcomes: (string | undefined)[] = [];
    deps.mailer.submitMail = async (mail, key) => {
      const answer = await submitMail(mail, key);
      const named = { ...(await newestMail('early@example.com')), email_id: 'not-known-yet' };
      const other = { ...named, email_id: 'another', to: 'someone.else@example.com' };
      outcomes.push((await post(eventAboutSingle(other, 'email.complained'))).outcome);
      outcomes.push((await post(eventAboutSingle(named, 'email.complained'))).outcome);
      return answer;
    };
    const { mailSignUps } = await import('../../src/audience/sign-up/mail-sign-ups');
    await mailSignUps(deps);
    await sendTransactionalMails(deps);
    deps.mailer.submitMail = submitMail;
    expect(outcomes).toEqual(['kept', 'applied']);
    expect(await findAddressSuppression('someone.else@example.com')).toBeUndefined();
    expect(await findAddressSuppression('early@example.com')).toMatchObject({
      reason: 'complained',
    });
  });

  it('has its events applied once, however often and in whatever order they come', async () => {
    const email = 'often@example.com';
    const mail = await confirmationTo(email);
    const moment = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));
    const later = eventAboutSingle(mail, 'email.complained', { at: moment(9) });
    const bounce = { type: 'Permanent' };
    const first = eventAboutSingle(mail, 'email.bounced', { at: moment(3), bounce });
    await post(later, { id: 'msg_later' });
    await post(first, { id: 'msg_first' });
    const before = await readFingerprints(db);
    for (const event of [later, first]) {
      const id = event === later ? 'msg_later' : 'msg_first';
      expect((await post(event, { id })).outcome).toBe('repeated');
    }
    expect(await readFingerprints(db)).toEqual(before);
    expect(await findAddressSuppression(email)).toMatchObject({
      reason: 'bounced',
      at: moment(3),
    });
  });

  it('that Resend tracked raises an alert', async () => {
    const mail = await confirmationTo('tracked@example.com');
    await post(eventAboutSingle(mail, 'email.opened'));
    expect(await listAlerts(db, { limit: 1 })).toMatchObject([{ kind: 'provider-tracking' }]);
  });

  it('of another environment on the same team means nothing here', async () => {
    const mail = await confirmationTo('elsewhere@example.com');
    const theirs = { ...mail, email_id: 'theirs', installation: 'another-one' };
    expect((await post(eventAboutSingle(theirs, 'email.complained'))).outcome).toBe('foreign');
    expect(await findAddressSuppression('elsewhere@example.com')).toBeUndefined();
  });
});

it('an address whose confirmation mail was called spam gets no second one', async () => {
  const email = 'never.again@example.com';
  await post(eventAboutSingle(await confirmationTo(email), 'email.complained'));
  deps.clock.advance(25 * 60 * 60 * 1000);
  await postSignUp(deps, email);
  await deps.settle();
  const mails = (await readMailbox(deps)).filter(({ to }) => to[0] === email);
  expect(mails).toHaveLength(1);
});
