import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { addReaders, planRelease } from '../helpers/fixtures/week';

const lost: SubmissionOutcome = { kind: 'unknown', detail: 'reset' };

/** An issue to `readers`; the mailer's answer can be seen or replaced before it arrives. */
async function sending(
  readers: number,
  beforeAnswer: (ids: string[], nth: number) => Promise<SubmissionOutcome | undefined>,
) {
  const db = await cloneDatabase();
  let nth = 0;
  const mailer = (real: Mailer): Mailer => ({
    ...real,
    async submitBatch(batch) {
      const answer = await real.submitBatch(batch);
      nth += 1;
      return (await beforeAnswer(answer.kind === 'accepted' ? answer.ids : [], nth)) ?? answer;
    },
  });
  const deps = await makeDeps(db, { mailer });
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  const listDeliveries = () =>
    db
      .selectFrom('deliveries')
      .select(['id', 'state', 'resend_id', 'delivered_at', 'accepted_at', 'reason', 'bounced_at'])
      .orderBy('id')
      .execute();
  return {
    db,
    deps,
    issue,
    listDeliveries,
    ...openEventFixture(db, deps),
    state: async () => (await getIssue(db, issue.number)).state,
    audience: () => readAudienceByState(db, issue.id),
    batches: () => db.selectFrom('batches').select(['state']).orderBy('id').execute(),
  };
}

type Fixture = Awaited<ReturnType<typeof sending>>;

/** Resend accepted the batches, but all its answers were lost: unknown, paused. */
async function sendingUnknown(readers: number): Promise<Fixture & { ids: string[] }> {
  const ids: string[] = [];
  const fixture = await sending(readers, async (taken) => {
    ids.push(...taken);
    return lost;
  });
  const stop = new AbortController();
  const done = deliverIssue(fixture.deps, fixture.issue.id, { signal: stop.signal });
  await expect.poll(() => ids.length).toBe(readers);
  stop.abort();
  await done;
  await shiftDatabaseClock(fixture.db, '23 hours 1 minute');
  await deliverIssue(fixture.deps, fixture.issue.id);
  expect(await fixture.audience()).toMatchObject({ unknown: readers, accepted: 0 });
  expect(await fixture.state()).toBe('paused');
  return { ...fixture, ids };
}

describe('an event that comes before Resend’s answer', () => {
  it('records the whole sealed batch as accepted, and the answer still fills in the ids', async () => {
    const during: unknown[] = [];
    const fixture: Fixture = await sending(5, async (ids) => {
      const mail = await fixture.mailTo('reader3@example.com');
      const early = { ...mail, email_id: ids[2]! };
      expect(await fixture.tell(early, 'email.delivered')).toEqual({
        status: 200,
        outcome: 'applied',
      });
      during.push(
        await fixture.audience(),
        await fixture.batches(),
        await fixture.listDeliveries(),
      );
      return undefined;
    });
    await deliverIssue(fixture.deps, fixture.issue.id);
    const [account, batches, deliveries] = during as [unknown, unknown, { resend_id: unknown }[]];
    expect(account).toMatchObject({ total: 5, accepted: 5, waiting: 0 });
    expect(batches).toEqual([{ state: 'recorded' }]);
    expect(deliveries.map((row) => row.resend_id !== null)).toEqual([
      false,
      false,
      true,
      false,
      false,
    ]);
    const after = await fixture.listDeliveries();
    expect(new Set(after.map((row) => row.resend_id)).size).toBe(5);
    expect(after.every((row) => row.resend_id !== null && row.reason === null)).toBe(true);
    expect(after.filter((row) => row.delivered_at !== null)).toHaveLength(1);
    expect(await fixture.state()).toBe('sent');
    expect(fixture.deps.emulator.ledger()).toMatchObject({ accepted: 5, distinct_recipients: 5 });
  });

  it('does no harm when events of every mail race the answer itself', async () => {
    const told: Promise<unknown>[] = [];
    const fixture: Fixture = await sending(40, async (ids) => {
      for (const [index, email_id] of ids.entries()) {
        const mail = await fixture.mailTo(`reader${index + 1}@example.com`);
        told.push(fixture.tell({ ...mail, email_id }, 'email.delivered'));
      }
      return undefined;
    });
    await deliverIssue(fixture.deps, fixture.issue.id);
    const answers = await Promise.all(told);
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set(['{"status":200,"outcome":"applied"}']),
    );
    const after = await fixture.listDeliveries();
    expect(after.every((row) => row.delivered_at && row.state === 'accepted')).toBe(true);
    expect(new Set(after.map((row) => row.resend_id)).size).toBe(40);
    expect(await fixture.state()).toBe('sent');
  });

  it('records a batch whose answer is lost for good, so that nobody submits it again', async () => {
    const calls: number[] = [];
    const fixture: Fixture = await sending(5, async (ids, nth) => {
      calls.push(nth);
      const mail = await fixture.mailTo('reader1@example.com');
      await fixture.tell({ ...mail, email_id: ids[0]! }, 'email.sent');
      return lost;
    });
    await deliverIssue(fixture.deps, fixture.issue.id);
    expect(calls).toEqual([1]);
    expect(await fixture.audience()).toMatchObject({ accepted: 5, waiting: 0, unknown: 0 });
    expect(await fixture.state()).toBe('sent');
  });
});

describe('an event for an unknown batch', () => {
  it('proves the whole batch accepted, since batches are strict, and the issue can be resumed', async () => {
    const fixture = await sendingUnknown(5);
    const mail = await fixture.mailTo('reader2@example.com');
    const early = { ...mail, email_id: fixture.ids[1]! };
    expect((await fixture.tell(early, 'email.delivery_delayed')).outcome).toBe('applied');
    expect(await fixture.audience()).toMatchObject({ total: 5, accepted: 5, unknown: 0 });
    expect(await fixture.batches()).toEqual([{ state: 'recorded' }]);
    const { deps, db, issue } = fixture;
    await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
    await deliverIssue(deps, issue.id);
    expect(await fixture.state()).toBe('sent');
    expect(deps.emulator.ledger()).toMatchObject({ accepted: 5, distinct_recipients: 5 });
  });

  it('leaves the other batches unknown', async () => {
    const db = await cloneDatabase();
    const deps = await makeDeps(db, {
      mailer: (real) => ({ ...real, submitBatch: async () => ({ kind: 'mismatch' }) }),
    });
    await addReaders(deps, 150);
    const issue = await planRelease(deps);
    await deliverIssue(deps, issue.id);
    await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
    await deliverIssue(deps, issue.id);
    expect(await readAudienceByState(db, issue.id)).toMatchObject({ total: 150, unknown: 150 });
    const { tell, mailTo } = openEventFixture(db, deps);
    await tell(await mailTo('reader120@example.com'), 'email.delivered');
    expect(await readAudienceByState(db, issue.id)).toMatchObject({ accepted: 50, unknown: 100 });
  });

  it('is followed by events of the other mails, each found by its tag and keeping its own id', async () => {
    const fixture = await sendingUnknown(3);
    for (const n of [1, 2, 3]) {
      const mail = await fixture.mailTo(`reader${n}@example.com`);
      const named = { ...mail, email_id: fixture.ids[n - 1]! };
      expect((await fixture.tell(named, 'email.delivered')).outcome).toBe('applied');
    }
    const after = await fixture.listDeliveries();
    expect(after.map((row) => row.resend_id)).toEqual(fixture.ids);
    expect(after.every((row) => row.delivered_at !== null)).toBe(true);
    const again = await fixture.mailTo('reader1@example.com');
    const bounce = { type: 'Permanent' };
    const other = { ...again, email_id: 'another-mail' };
    expect((await fixture.tell(other, 'email.bounced', { bounce })).outcome).toBe('kept');
    expect((await fixture.listDeliveries())[0]!.bounced_at).toBeNull();
  });

  it('of another installation, or to another recipient, records nothing', async () => {
    const fixture = await sendingUnknown(3);
    const mail = { ...(await fixture.mailTo('reader1@example.com')), email_id: fixture.ids[0]! };
    const before = await fixture.listDeliveries();
    const elsewhere = { ...mail, installation: fixture.deps.newId() };
    expect((await fixture.tell(elsewhere, 'email.delivered')).outcome).toBe('foreign');
    const misdirected = { ...mail, to: 'reader2@example.com' };
    expect((await fixture.tell(misdirected, 'email.delivered')).outcome).toBe('kept');
    for (const delivery of [0, -1, 1.5, 99_999, 9e20]) {
      const nobody = { ...mail, delivery, email_id: `nobody-${delivery}` };
      expect((await fixture.tell(nobody, 'email.delivered')).outcome, `${delivery}`).toBe('kept');
    }
    expect(await fixture.listDeliveries()).toEqual(before);
    expect(await fixture.batches()).toEqual([{ state: 'unknown' }]);
    expect(await fixture.audience()).toMatchObject({ unknown: 3, accepted: 0 });
  });

  it('knows its recipient in whatever case Resend returns the address', async () => {
    const fixture = await sendingUnknown(2);
    const mail = { ...(await fixture.mailTo('reader1@example.com')), email_id: fixture.ids[0]! };
    const event = { ...mail, to: 'Reader1@EXAMPLE.com' };
    expect((await fixture.tell(event, 'email.delivered')).outcome).toBe('applied');
  });
});

it('an event for a reader whose mail was never sealed proves nothing', async () => {
  const fixture = await sending(3, async () => undefined);
  const mail = await fixture.mailTo('reader1@example.com');
  expect((await fixture.tell(mail, 'email.delivered')).outcome).toBe('kept');
  expect(await fixture.audience()).toMatchObject({ waiting: 3, accepted: 0 });
  await deliverIssue(fixture.deps, fixture.issue.id);
  expect(await fixture.audience()).toMatchObject({ accepted: 3 });
});

it('an event of ours that matches no delivery yet is kept, and applied when its id is recorded', async () => {
  const fixture: Fixture = await sending(3, async (ids) => {
    const mail = await fixture.mailTo('reader2@example.com');
    const named = { ...mail, email_id: ids[1]!, to: 'forwarded@example.com' };
    const bounce = { type: 'Permanent', subType: 'General' };
    expect((await fixture.tell(named, 'email.bounced', { bounce })).outcome).toBe('kept');
    expect((await fixture.tell(named, 'email.delivered')).outcome).toBe('kept');
    expect(await fixture.audience()).toMatchObject({ waiting: 3, accepted: 0 });
    return undefined;
  });
  await deliverIssue(fixture.deps, fixture.issue.id);
  const mail = await fixture.mailTo('reader2@example.com');
  const row = await fixture.readDelivery(mail.delivery);
  expect(row).toMatchObject({ state: 'accepted', bounce_type: 'Permanent' });
  expect(row.delivered_at).not.toBeNull();
  expect(await fixture.findSuppression('reader2@example.com')).toMatchObject({ reason: 'bounced' });
  const events = await fixture.listEvents();
  expect(events.map(({ outcome, delivery_id }) => ({ outcome, delivery_id }))).toEqual([
    { outcome: 'applied', delivery_id: mail.delivery },
    { outcome: 'applied', delivery_id: mail.delivery },
  ]);
});

it('an event for a mail in a batch that is being recomposed saves its reader from a second copy', async () => {
  const fixture: Fixture = await sending(4, async (ids, nth) => {
    if (nth > 1) return undefined;
    first.push(...ids);
    return { kind: 'quota', name: 'daily_quota_exceeded', message: 'no' };
  });
  const first: string[] = [];
  const { deps, db, issue } = fixture;
  await deliverIssue(deps, issue.id);
  const mail = { ...(await fixture.mailTo('reader1@example.com')), email_id: first[0]! };
  expect((await fixture.tell(mail, 'email.sent')).outcome).toBe('applied');
  expect(await fixture.audience()).toMatchObject({ accepted: 1, waiting: 3 });
  await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
  await deliverIssue(deps, issue.id);
  expect(await fixture.audience()).toMatchObject({ accepted: 4 });
  expect((await fixture.readDelivery(mail.delivery)).resend_id).toBe(first[0]);
});

it('an event by tag for a reader whom Resend refused is kept, and does not undo the refusal', async () => {
  const fixture: Fixture = await sending(3, async (ids, nth) => {
    refused.push(...ids);
    const message = 'reader2@example.com is not valid';
    return nth === 1 ? { kind: 'refused', name: 'validation_error', message } : undefined;
  });
  const refused: string[] = [];
  await deliverIssue(fixture.deps, fixture.issue.id);
  const mail = { ...(await fixture.mailTo('reader2@example.com')), email_id: refused[1]! };
  expect((await fixture.tell(mail, 'email.delivered')).outcome).toBe('kept');
  expect(await fixture.audience()).toMatchObject({ accepted: 2, refused: 1 });
  expect(await fixture.readDelivery(mail.delivery)).toMatchObject({ state: 'refused' });
});
