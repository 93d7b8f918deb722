import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { eraseReader } from '../../src/audience/erase';
import { forgetErasedAddresses } from '../../src/deliveries/forget-addresses';
import { pauseIssue } from '../../src/deliveries/pause';
import { listHistory } from '../../src/issues/find';
import { setSetting } from '../../src/platform/settings/settings';
import { findArchive } from '../../src/rendering/archive';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { resumeIssue } from '../../src/sending/resume';
import { idsFrom, openNotSentFixture } from '../helpers/fixtures/not-sent-fixture';
import { runCommand } from '../helpers/processes/program';

const READERS = 130;

describe('sending again', () => {
  it('submits each mail resolved as not sent once more, in new batches under new keys', async () => {
    const { deps, issueId, sendAgain, deliver, audience, keys, state, listBatches, db } =
      await openNotSentFixture(READERS);
    expect(await audience()).toMatchObject({ suppressed: READERS, accepted: 0 });
    expect(await sendAgain()).toEqual({ issueId, batches: 2, deliveries: READERS });
    expect(await audience()).toMatchObject({ total: READERS, waiting: READERS, suppressed: 0 });
    await deliver();
    expect(await audience()).toMatchObject({ total: READERS, accepted: READERS });
    expect(deps.emulator.ledger()).toMatchObject({
      accepted: READERS,
      distinct_recipients: READERS,
    });
    expect(new Set(keys).size).toBe(4);
    expect(await listBatches()).toHaveLength(4);
    expect(await state()).toBe('sent');
    const moves = (await listHistory(db, issueId)).map(
      ({ actor, to_state, reason }) => `${to_state} by ${actor}${reason ? `: ${reason}` : ''}`,
    );
    expect(moves.slice(-3)).toEqual([
      'sent by sending',
      `sending by Mara: Deliveries sent again after they were resolved as not sent: ${READERS}, in new batches: 2.`,
      'sent by sending',
    ]);
  });

  it('keeps which mail each delivery had before', async () => {
    const { db, sendAgain, listBatches } = await openNotSentFixture(2);
    await sendAgain();
    const [first, second] = await listBatches();
    const kept = await db
      .selectFrom('earlier_mails')
      .innerJoin('deliveries', 'deliveries.id', 'earlier_mails.delivery_id')
      .select(['earlier_mails.batch_id', 'earlier_mails.place', 'earlier_mails.email'])
      .select('deliveries.batch_id as present')
      .orderBy('earlier_mails.place')
      .execute();
    const row = { batch_id: first!.id, present: second!.id };
    expect(kept).toEqual([
      { ...row, place: 1, email: 'reader1@example.com' },
      { ...row, place: 2, email: 'reader2@example.com' },
    ]);
  });

  it('leaves out readers who left in the meantime', async () => {
    const { db, deps, sendAgain, deliver, audience } = await openNotSentFixture(3);
    await sendAgain();
    await db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: deps.now() })
      .where('email', '=', 'reader2@example.com')
      .execute();
    await deliver();
    expect(await audience()).toMatchObject({ accepted: 2, reasons: { unsubscribed: 1 } });
    expect(deps.emulator.ledger().accepted).toBe(2);
  });

  it('happens once, however many do it at the same moment', async () => {
    const { sendAgain, listBatches } = await openNotSentFixture(3);
    const done = await Promise.allSettled([sendAgain('Mara'), sendAgain('Edda')]);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await listBatches()).toHaveLength(2);
  });

  it('is refused if nothing was resolved as not sent, and if the issue is cancelled', async () => {
    const { db, deps, issueId, sendAgain, deliver, state } = await openNotSentFixture(3);
    await sendAgain();
    await expect(sendAgain()).rejects.toThrow('is sending and cannot be sent again: pause it');
    await deliver();
    expect(await state()).toBe('sent');
    await expect(sendAgain()).rejects.toThrow('no deliveries that were resolved as not sent');
    const by = { actor: 'Edda', at: deps.now() };
    await db.updateTable('issues').set({ state: 'paused' }).execute();
    await cancelIssue(db, { issueId, ...by });
    await expect(sendAgain()).rejects.toThrow('is cancelled and cannot be sent again.');
  });

  it('keeps no address of an erased reader', async () => {
    const { db, deps, sendAgain } = await openNotSentFixture(2);
    await sendAgain();
    const { id } = await db
      .selectFrom('subscribers')
      .select('id')
      .where('email', '=', 'reader1@example.com')
      .executeTakeFirstOrThrow();
    await eraseReader(db, { subscriberId: id, actor: 'reader', at: deps.now() });
    await forgetErasedAddresses(db);
    const kept = await db.selectFrom('earlier_mails').select('email').execute();
    expect(kept.flatMap(({ email }) => email ?? [])).toEqual(['reader2@example.com']);
  });
});

describe('the answer for the batch that was resolved as not sent', () => {
  it.each(['waits', 'may be on its way'])(
    'keeps the archive at what that batch said, when the changed new one %s',
    async (what) => {
      const { db, deps, number, answer, sendAgain, answerLate, deliver, listBatches } =
        await openNotSentFixture(3);
      const [first] = await listBatches();
      const value = '9 Mended Lane, 12345 Berlin';
      await setSetting(db, { name: 'postal-address', value, at: deps.now() });
      await sendAgain();
      answer.submit = async () => ({ kind: 'mismatch' });
      if (what !== 'waits') await deliver();
      await answerLate(first!.id, idsFrom('late', 3));
      expect(await findArchive(db, number)).toContain(deps.config.publicUrl);
      expect(await findArchive(db, number)).not.toContain(value);
    },
  );

  it('coming when refused mails wait once more, leaves out nobody of another batch', async () => {
    const { db, deps, issueId, sendAgain, answerLate, deliver, audience, listBatches, state } =
      await openNotSentFixture(READERS);
    const [first] = await listBatches();
    await sendAgain();
    await pauseIssue(deps, { issueId, reason: 'to mend something' });
    // Of each new batch some were refused, so that they wait once more when the mail is another.
    await sql`update deliveries set state = 'refused', reason = 'validation_error'
      where id % 10 = 0`.execute(db);
    const value = '9 Mended Lane, 12345 Berlin';
    await setSetting(db, { name: 'postal-address', value, at: deps.now() });
    await resumeIssue(deps, { issueId, actor: 'Edda', at: deps.now() });
    expect(await audience()).toMatchObject({ waiting: READERS, refused: 0 });
    await answerLate(first!.id, idsFrom('late', 100));
    await deliver();
    expect(await audience()).toMatchObject({ total: READERS, accepted: READERS, waiting: 0 });
    expect(deps.emulator.ledger().accepted).toBe(READERS - 100);
    expect(await state()).toBe('sent');
  });

  it('coming before the new batch is sealed, keeps everybody from getting a second mail', async () => {
    const { deps, sendAgain, answerLate, deliver, audience, listBatches, listMails, state } =
      await openNotSentFixture(3);
    await sendAgain();
    const [first] = await listBatches();
    expect(await answerLate(first!.id, idsFrom('late', 3))).toBe(true);
    expect(await audience()).toMatchObject({ total: 3, accepted: 3, waiting: 0 });
    await deliver();
    expect(deps.emulator.ledger().accepted).toBe(0);
    expect(await state()).toBe('sent');
    expect((await listMails()).map(({ earlier_id }) => earlier_id)).toEqual(idsFrom('late', 3));
  });

  it('coming while nobody knows of the new batch, keeps that from being submitted again', async () => {
    const fixture = await openNotSentFixture(3);
    const { sendAgain, answerLate, deliver, audience, answer, keys, listBatches } = fixture;
    answer.submit = async () => ({ kind: 'unknown', detail: 'reset' });
    await sendAgain();
    const [first, second] = await listBatches();
    const done = deliver();
    await expect.poll(() => keys.length).toBe(2);
    await answerLate(first!.id, idsFrom('late', 3));
    await done;
    expect(keys).toHaveLength(2);
    expect(await audience()).toMatchObject({ total: 3, accepted: 3 });
    const reasons = await fixture.db
      .selectFrom('batch_history')
      .select('reason')
      .where('batch_id', '=', second!.id)
      .where('to_state', '=', 'recorded')
      .execute();
    expect(reasons).toEqual([{ reason: 'the batch before it proved accepted' }]);
  });

  it('coming after the new one was accepted, shows two mails to each reader and moves nothing', async () => {
    const { sendAgain, answerLate, deliver, audience, listBatches, listMails } =
      await openNotSentFixture(3);
    await sendAgain();
    await deliver();
    const [first] = await listBatches();
    await answerLate(first!.id, idsFrom('late', 3));
    expect(await audience()).toMatchObject({ total: 3, accepted: 3 });
    const mails = await listMails();
    expect(mails.map(({ earlier_id }) => earlier_id)).toEqual(idsFrom('late', 3));
    expect(mails.filter(({ resend_id }) => resend_id !== null)).toHaveLength(3);
    expect(mails.filter(({ earlier }) => earlier !== null)).toHaveLength(3);
  });

  it('also counts for readers left out of the new one: they have the mail', async () => {
    const { db, deps, sendAgain, answerLate, deliver, audience, listBatches } =
      await openNotSentFixture(3);
    await sendAgain();
    await db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: deps.now() })
      .where('email', '=', 'reader2@example.com')
      .execute();
    await deliver();
    const [first] = await listBatches();
    await answerLate(first!.id, idsFrom('late', 3));
    expect(await audience()).toMatchObject({ total: 3, accepted: 3, suppressed: 0 });
  });
});

describe('an event about a mail that was resolved as not sent', () => {
  it('coming before the new batch is sealed, keeps all its readers from getting a second mail', async () => {
    const { deps, sendAgain, tell, mailTo, deliver, audience, state, readDelivery } =
      await openNotSentFixture(3);
    await sendAgain();
    const mail = await mailTo('reader2@example.com');
    expect((await tell(mail, 'email.delivered')).outcome).toBe('applied');
    expect(await audience()).toMatchObject({ total: 3, accepted: 3, waiting: 0 });
    await deliver();
    expect(deps.emulator.ledger().accepted).toBe(0);
    expect(await state()).toBe('sent');
    expect((await readDelivery(mail.delivery)).delivered_at).not.toBeNull();
    const other = await mailTo('reader3@example.com');
    expect((await tell(other, 'email.bounced')).outcome).toBe('applied');
    expect((await readDelivery(other.delivery)).bounced_at).not.toBeNull();
  });

  it('coming while the new one is in flight, keeps that from going out again if Resend defers it', async () => {
    const fixture = await openNotSentFixture(3);
    const { sendAgain, tell, mailTo, deliver, audience, answer, keys } = fixture;
    answer.submit = async () => {
      await tell(await mailTo('reader1@example.com'), 'email.sent');
      return { kind: 'rate-limited', waitMs: 10 };
    };
    await sendAgain();
    await deliver();
    expect(keys).toHaveLength(2);
    expect(await audience()).toMatchObject({ total: 3, accepted: 3 });
  });

  it('coming while the new one is in flight, turns out to be about the first once the answer comes: two mails', async () => {
    const fixture = await openNotSentFixture(3);
    const { sendAgain, tell, mailTo, deliver, audience, answer, listMails } = fixture;
    answer.submit = async (batch, real) => {
      await tell(await mailTo('reader1@example.com'), 'email.sent');
      return real.submitBatch(batch);
    };
    const mail = await mailTo('reader1@example.com');
    await sendAgain();
    await deliver();
    expect(await audience()).toMatchObject({ total: 3, accepted: 3 });
    const mails = await listMails();
    expect(mails.map(({ earlier_id }) => earlier_id)).toEqual([mail.email_id, null, null]);
    expect(mails.every(({ earlier }) => earlier !== null)).toBe(true);
    expect(mails.every(({ resend_id }) => resend_id !== null)).toBe(true);
    expect(mails[0]!.resend_id).not.toBe(mail.email_id);
  });

  it('is matched after the new one was accepted, and a complaint in it is heeded', async () => {
    const fixture = await openNotSentFixture(3);
    const { sendAgain, tell, mailTo, deliver, readDelivery, listMails, findSuppression } = fixture;
    const early = await mailTo('reader1@example.com');
    await sendAgain();
    await deliver();
    expect((await tell(early, 'email.complained')).outcome).toBe('applied');
    expect((await tell(early, 'email.delivered')).outcome).toBe('applied');
    expect((await readDelivery(early.delivery)).complained_at).not.toBeNull();
    expect(await findSuppression('reader1@example.com')).toMatchObject({ reason: 'complained' });
    expect((await listMails())[0]).toMatchObject({ earlier_id: early.email_id });
  });

  it('is matched by the address at the time, if the reader has moved since', async () => {
    const { db, sendAgain, tell, mailTo, deliver, listMails } = await openNotSentFixture(3);
    const early = await mailTo('reader1@example.com');
    await db
      .updateTable('subscribers')
      .set({ email: 'moved@example.com', email_key: 'moved@example.com' })
      .where('email', '=', 'reader1@example.com')
      .execute();
    await sendAgain();
    await deliver();
    expect((await tell({ ...early, to: 'other@example.com' }, 'email.sent')).outcome).toBe('kept');
    expect((await tell(early, 'email.sent')).outcome).toBe('applied');
    expect((await listMails())[0]).toMatchObject({ earlier_id: early.email_id });
  });

  it('proves both halves of a new batch that was halved', async () => {
    const fixture = await openNotSentFixture(4);
    const { deps, issueId, sendAgain, tell, mailTo, deliver, audience, answer, listBatches } =
      fixture;
    const early = await mailTo('reader1@example.com');
    const stop = new AbortController();
    answer.submit = async () => {
      stop.abort();
      return { kind: 'refused', name: 'validation_error', message: 'one is wrong' };
    };
    await sendAgain();
    await deliverIssue(deps, issueId, { signal: stop.signal });
    expect(await listBatches()).toHaveLength(3);
    await tell(early, 'email.sent');
    expect(await audience()).toMatchObject({ total: 4, accepted: 4 });
    await deliver();
    expect(deps.emulator.ledger().accepted).toBe(0);
  });
});

it('a mail that is lost twice is sent a third time, and an event about the very first still counts', async () => {
  const fixture = await openNotSentFixture(3);
  const { db, deps, sendAgain, deliver, answer, answerLate, audience, listBatches, state } =
    fixture;
  answer.submit = async () => ({ kind: 'mismatch' });
  await sendAgain();
  await deliver();
  expect(await audience()).toMatchObject({ unknown: 3 });
  await resolveIssue(db, { number: 1, resolution: 'not-sent', actor: 'Edda', at: deps.now() });
  await sendAgain();
  const [first] = await listBatches();
  await answerLate(first!.id, idsFrom('late', 3));
  await deliver();
  expect(await audience()).toMatchObject({ total: 3, accepted: 3 });
  expect(await state()).toBe('sent');
  expect(deps.emulator.ledger().accepted).toBe(0);
});

describe('verdicts issue send-again', () => {
  it('lists what it would send with what is known of it, sends nothing and exits 1', async () => {
    const { deps, audience } = await openNotSentFixture(3);
    const { code, out } = await runCommand(deps, 'issue', 'send-again', '1');
    expect(code).toBe(1);
    expect(out).toContain(
      '3 deliveries of issue 1 were resolved as not sent. Nothing has been sent',
    );
    expect(out).toContain('its key was used with another body');
    expect(out).toContain('not sent, says Edda');
    expect(out.match(/reader\d@example\.com/g)).toHaveLength(3);
    const asked = await runCommand(deps, 'issue', 'send-again', '1', '--by', 'Mara', '--json');
    expect(asked.code).toBe(1);
    const { not_sent } = JSON.parse(asked.out);
    expect(not_sent).toMatchObject([{ key: `${deps.installation.id}/${not_sent[0].id}/1` }]);
    expect(not_sent[0].deliveries).toHaveLength(3);
    expect(await audience()).toMatchObject({ suppressed: 3, waiting: 0 });
  });

  it('sends when it is confirmed by a named person, and then has nothing left to send', async () => {
    const { deps, audience } = await openNotSentFixture(3);
    const run = (...args: string[]) => runCommand(deps, 'issue', 'send-again', '1', ...args);
    expect(await run('--yes-send-again')).toMatchObject({
      code: 1,
      said: 'Say who is doing this: --by <who>.',
    });
    expect(await audience()).toMatchObject({ waiting: 0 });
    const sent = await run('--yes-send-again', '--by', 'Mara', '--json');
    expect(sent.code).toBe(0);
    expect(JSON.parse(sent.out)).toEqual({
      issue: 1,
      by: 'Mara',
      batches: 1,
      deliveries: 3,
      state: 'sent',
    });
    expect(await audience()).toMatchObject({ accepted: 3 });
    expect((await run()).out).toBe('Issue 1 has no deliveries that were resolved as not sent.');
    expect((await run('--yes-send-again', '--by', 'Mara')).code).toBe(1);
  });
});
