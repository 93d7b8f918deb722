import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue, listHistory } from '../../src/issues/find';
import { listAlerts } from '../../src/platform/alerts';
import type { Log } from '../../src/platform/log';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { readReport } from '../../src/statistics/report';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { press } from '../helpers/fixtures/sign-up';
import { eventAbout } from '../helpers/fixtures/svix';
import { addReaders, planRelease } from '../helpers/fixtures/week';

const READERS = 160;
const errors: Record<string, unknown>[] = [];
const log: Log = { info: () => {}, warn: () => {}, error: (fields) => void errors.push(fields) };

const db = await cloneDatabase();
const deps = await makeDeps(db, { log });
await addReaders(deps, READERS);
const issue = await planRelease(deps);
await deliverIssue(deps, issue.id);
const fixture = openEventFixture(db, deps);
const { tell, mailTo, readDelivery, findSuppression } = fixture;
const equation = async () => {
  const { reasons: _, ...parts } = await readAudienceByState(db, issue.id);
  return parts;
};

let used = 0;
const nextReader = () => {
  used += 1;
  return `reader${used}@example.com`;
};
const moment = (minute: number) => new Date(Date.UTC(2026, 10, 24, 9, minute));

describe('what happened to a mail', () => {
  /** Every event about one mail, at different moments and two at the same one. */
  const facts = [
    ['email.sent', { at: moment(1) }],
    ['email.delivered', { at: moment(2) }],
    ['email.delivered', { at: moment(4) }],
    ['email.bounced', { at: moment(3), bounce: { type: 'Permanent', subType: 'General' } }],
    ['email.bounced', { at: moment(6), bounce: { type: 'Transient', subType: 'MailboxFull' } }],
    ['email.complained', { at: moment(5) }],
    ['email.complained', { at: moment(3) }],
    ['email.failed', { at: moment(7), failed: { reason: 'reached_daily_quota' } }],
    ['email.failed', { at: moment(7), failed: { reason: 'invalid_attachment' } }],
  ] as const;
  const order = fc.shuffledSubarray(
    facts.map((_, index) => index),
    { minLength: facts.length },
  );
  const repeats = fc.array(fc.nat(facts.length - 1), { maxLength: 6 });

  it('ends the same in whatever order, however often and however fast it is reported', async () => {
    const before = await equation();
    await fc.assert(
      fc.asyncProperty(order, repeats, fc.boolean(), async (first, again, isAtOnce) => {
        const email = nextReader();
        const mail = await mailTo(email);
        const say = (index: number) => {
          const [type, parts] = facts[index]!;
          return fixture.post(eventAbout(mail, type, parts), { id: `${email}-${index}` });
        };
        const told = [...first, ...again];
        if (isAtOnce) await Promise.all(told.map(say));
        else for (const index of told) await say(index);
        expect(await readDelivery(mail.delivery)).toMatchObject({
          state: 'accepted',
          delivered_at: moment(2),
          bounced_at: moment(3),
          bounce_type: 'Permanent',
          bounce_subtype: 'General',
          complained_at: moment(3),
          failed_at: moment(7),
          failure: 'invalid_attachment',
        });
        const reason = { reason: 'bounced', at: moment(3), actor: 'resend' };
        expect(await findSuppression(email)).toEqual(reason);
        const runs = await db
          .selectFrom('soft_bounces')
          .innerJoin('deliveries', 'deliveries.subscriber_id', 'soft_bounces.subscriber_id')
          .select('in_a_row')
          .where('deliveries.id', '=', mail.delivery)
          .execute();
        expect(runs).toEqual([{ in_a_row: 0 }]);
      }),
      { numRuns: 40, endOnFailure: true },
    );
    expect(await equation()).toEqual(before);
  });

  it('a late delivered never undoes a bounce, in the row or in the report', async () => {
    const before = await readReport(db, { number: issue.number });
    const mail = await mailTo(nextReader());
    await tell(mail, 'email.bounced', { at: moment(1), bounce: { type: 'Permanent' } });
    await tell(mail, 'email.delivered', { at: moment(9) });
    expect((await readDelivery(mail.delivery)).bounced_at).toEqual(moment(1));
    const after = await readReport(db, { number: issue.number });
    expect(after.bounced - before.bounced).toBe(1);
    expect(after.delivered - before.delivered).toBe(0);
  });

  it('is stored together with its effect or not at all', async () => {
    const email = nextReader();
    const mail = await mailTo(email);
    const event = eventAbout(mail, 'email.complained');
    const store = (stored: string) =>
      db.updateTable('deliveries').set({ email: stored }).where('id', '=', mail.delivery).execute();
    await store('no address');
    expect((await fixture.post(event, { id: 'msg_half' })).status).toBe(500);
    expect((await readDelivery(mail.delivery)).complained_at).toBeNull();
    await store(email);
    expect((await fixture.post(event, { id: 'msg_half' })).outcome).toBe('applied');
    expect(await findSuppression(email)).toMatchObject({ reason: 'complained' });
  });

  it('never changes the audience by state and erases nothing', async () => {
    const before = await equation();
    expect(before).toMatchObject({ total: READERS, accepted: READERS });
    const mail = await mailTo(nextReader());
    const types = ['sent', 'delivery_delayed', 'delivered', 'bounced', 'complained', 'failed'];
    for (const type of [...types, 'suppressed', 'opened', 'clicked', 'invented']) {
      const marked = await readDelivery(mail.delivery);
      await tell(mail, `email.${type}`, { bounce: { type: 'Permanent' } });
      const row = await readDelivery(mail.delivery);
      const kept = Object.entries(marked).filter(([, value]) => value !== null);
      expect(row, type).toMatchObject(Object.fromEntries(kept));
      expect(await equation(), type).toEqual(before);
    }
  });
});

describe('an address', () => {
  const suppressedBy = async (type: string, bounce?: { type?: string; subType?: string }) => {
    const email = nextReader();
    const at = moment(2);
    await tell(await mailTo(email), type, { at, bounce });
    return findSuppression(email);
  };

  it('is suppressed at once by a permanent bounce, a complaint, and Resend’s own suppression', async () => {
    const by = { at: moment(2), actor: 'resend' };
    const bounced = { reason: 'bounced', ...by };
    expect(await suppressedBy('email.bounced', { type: 'Permanent' })).toEqual(bounced);
    expect(await suppressedBy('email.bounced', { type: 'PERMANENT', subType: 'x' })).toEqual(
      bounced,
    );
    expect(await suppressedBy('email.complained')).toEqual({ reason: 'complained', ...by });
    expect(await suppressedBy('email.suppressed')).toEqual(bounced);
  });

  it('is not suppressed by one soft bounce of any kind, a delay or a failure', async () => {
    for (const type of ['Transient', 'Temporary', 'Undetermined', 'Sideways', undefined]) {
      expect(await suppressedBy('email.bounced', { type }), type).toBeUndefined();
    }
    expect(await suppressedBy('email.bounced')).toBeUndefined();
    expect(await suppressedBy('email.delivery_delayed')).toBeUndefined();
    expect(await suppressedBy('email.failed')).toBeUndefined();
    expect(await suppressedBy('email.delivered')).toBeUndefined();
  });

  it('keeps the reason that a person gave, whatever the provider says later or earlier', async () => {
    const email = nextReader();
    const mail = await mailTo(email);
    const { email_hash } = await db
      .selectFrom('subscribers')
      .select('email_hash')
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    const asked = { reason: 'asked', at: moment(30), actor: 'Edda' } as const;
    await db
      .insertInto('suppressions')
      .values({ email_hash: email_hash!, ...asked })
      .execute();
    await tell(mail, 'email.complained', { at: moment(1) });
    await tell(mail, 'email.bounced', { at: moment(50), bounce: { type: 'Permanent' } });
    expect(await findSuppression(email)).toEqual(asked);
  });

  it('that is suppressed is left out of the next issue, with the reason', async () => {
    const own = await cloneDatabase();
    const theirs = await makeDeps(own);
    await addReaders(theirs, 4);
    const { id } = await planRelease(theirs);
    const events = openEventFixture(own, theirs);
    const { submitBatch } = theirs.mailer;
    theirs.mailer.submitBatch = async (batch) => {
      expect(batch.to).toEqual(['reader1@example.com', 'reader3@example.com']);
      return submitBatch(batch);
    };
    const earlier = await fakeEarlierIssue(own, ['reader2@example.com', 'reader4@example.com']);
    const mails = await Promise.all(earlier.map((delivery) => named(events, delivery)));
    await events.tell(mails[0]!, 'email.complained');
    await events.tell(mails[1]!, 'email.bounced', { bounce: { type: 'Permanent' } });
    await deliverIssue(theirs, id);
    expect(await readAudienceByState(own, id)).toMatchObject({
      accepted: 2,
      suppressed: 2,
      reasons: { bounced: 1, complained: 1 },
    });
  });

  it('that a reader has moved from suppresses the present one too when they complain, but not when it bounces', async () => {
    const by = { at: moment(2), actor: 'resend' };
    for (const [type, reason, present] of [
      ['email.complained', 'complained', { reason: 'complained', ...by }],
      ['email.bounced', 'bounced', undefined],
    ] as const) {
      const email = nextReader();
      const mail = await mailTo(email);
      const link = await makeLink(deps, email, `moved-${email}`);
      expect((await press(deps, link, { act: 'move' })).status).toBe(200);
      await tell(mail, type, { at: moment(2), bounce: { type: 'Permanent' } });
      expect(await fixture.findAddressSuppression(email)).toEqual({ reason, ...by });
      expect(await findSuppression(`moved-${email}`), type).toEqual(present);
    }
  });

  it('that a reader has since erased is not needed to mark the delivery', async () => {
    const mail = await mailTo(nextReader());
    await db
      .updateTable('deliveries')
      .set({ email: null })
      .where('id', '=', mail.delivery)
      .execute();
    expect((await tell(mail, 'email.complained')).outcome).toBe('applied');
    expect((await tell(mail, 'email.bounced', { bounce: { type: 'Transient' } })).outcome).toBe(
      'applied',
    );
    expect((await readDelivery(mail.delivery)).complained_at).not.toBeNull();
  });
});

/** An issue that these readers got before; returns its deliveries' ids. */
async function fakeEarlierIssue(own: typeof db, emails: string[]): Promise<number[]> {
  const at = new Date('2026-11-10T09:00:00Z');
  const { id: issue_id } = await own
    .insertInto('issues')
    .values({
      number: 90,
      week: '2026-11-09',
      state: 'sent',
      subject: 's',
      preheader: '',
      intro: '',
      created_at: at,
      proposed_at: at,
      send_at: at,
      planned_at: at,
      sent_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: batch_id } = await own
    .insertInto('batches')
    .values({ issue_id, state: 'recorded' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const readers = await own
    .selectFrom('subscribers')
    .select(['id', 'email', 'mailbox_id'])
    .where('email', 'in', emails)
    .orderBy('id')
    .execute();
  const rows = await own
    .insertInto('deliveries')
    .values(
      readers.map(({ id, email, mailbox_id }) => ({
        issue_id,
        batch_id,
        mailbox_id,
        subscriber_id: id,
        state: 'accepted' as const,
        email,
        resend_id: `earlier-${id}`,
        accepted_at: at,
      })),
    )
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}

async function named({ readDelivery: read }: typeof fixture, delivery: number) {
  const { resend_id, email } = await read(delivery);
  return { email_id: resend_id!, to: email!, installation: deps.installation.id, delivery };
}

describe('an event about Resend’s own tracking', () => {
  it.each(['email.opened', 'email.clicked'])(
    '%s pauses the issue and tells staff',
    async (type) => {
      const own = await cloneDatabase();
      const noted: Record<string, unknown>[] = [];
      const theirs = await makeDeps(own, {
        log: { ...log, error: (fields) => noted.push(fields) },
      });
      await addReaders(theirs, 150);
      const { id, number } = await planRelease(theirs);
      const events = openEventFixture(own, theirs);
      const { submitBatch } = theirs.mailer;
      let calls = 0;
      theirs.mailer.submitBatch = async (batch) => {
        const answer = await submitBatch(batch);
        calls += 1;
        const mail = await events.mailTo('reader1@example.com');
        const email_id = answer.kind === 'accepted' ? answer.ids[0]! : 'none';
        await events.tell({ ...mail, email_id }, type);
        return answer;
      };
      await deliverIssue(theirs, id, { concurrency: 1 });
      expect(calls).toBe(1);
      expect((await getIssue(own, number)).state).toBe('paused');
      expect((await listHistory(own, id)).at(-1)!.reason).toContain('Resend’s own tracking is on');
      expect(await readAudienceByState(own, id)).toMatchObject({ accepted: 100, waiting: 50 });
      expect(noted).toContainEqual({ event: 'provider-tracking', issue: id });
      expect(noted).toContainEqual({ event: 'issue-paused', issue: id });
      expect(await listAlerts(own, { limit: 9 })).toMatchObject([
        { kind: 'provider-tracking' },
        {
          says: expect.stringContaining(`Issue ${number} was paused. Resend’s own tracking is on`),
        },
      ]);
    },
  );

  it('tells staff even when the issue has already been sent', async () => {
    await db.deleteFrom('alerts').execute();
    await db.deleteFrom('limits').execute();
    errors.length = 0;
    await tell(await mailTo(nextReader()), 'email.opened');
    expect((await getIssue(db, issue.number)).state).toBe('sent');
    expect(errors).toContainEqual({ event: 'provider-tracking', issue: issue.id });
    expect(await listAlerts(db, { limit: 9 })).toMatchObject([{ kind: 'provider-tracking' }]);
  });
});
