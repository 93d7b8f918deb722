import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { recordSubmissionFailure } from '../../src/deliveries/batches/submission-failures';
import { moveIssue } from '../../src/issues/move';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { readIssueStatus } from '../../src/statistics/issue-status';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { idsFrom, openNotSentFixture } from '../helpers/fixtures/not-sent-fixture';
import { addReaders, planRelease } from '../helpers/fixtures/week';

type Submit = (real: () => Promise<SubmissionOutcome>, nth: number) => Promise<SubmissionOutcome>;

async function sending(readers: number, submit: Submit) {
  const db = await cloneDatabase();
  let nth = 0;
  const mailer = (real: Mailer): Mailer => ({
    ...real,
    submitBatch: (batch) => {
      nth += 1;
      return submit(() => real.submitBatch(batch), nth);
    },
  });
  const deps = await makeDeps(db, { mailer });
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  const status = () => readIssueStatus(db, { number: issue.number });
  return { db, deps, issue, status, deliver: () => deliverIssue(deps, issue.id) };
}

/** An issue to 300 readers, 200 of whom have it, with somebody working on the rest. */
async function halfway() {
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const fixture = await sending(300, async (real, nth) => {
    if (nth > 2) await gate;
    return real();
  });
  const done = fixture.deliver();
  const soon = { timeout: 10_000 };
  await expect.poll(async () => (await fixture.status()).audience.accepted, soon).toBe(200);
  await expect.poll(async () => (await fixture.status()).senders.length, soon).toBe(1);
  const finish = () => {
    goOn();
    return done;
  };
  return { ...fixture, finish };
}

describe('the status of an issue that goes out', () => {
  it('adds up, and says how far it is, how fast, until when, and who is sending', async () => {
    const { db, status, finish } = await halfway();
    await db
      .updateTable('batches')
      .set({ holder: 'sender-1:4711' })
      .where('lease_until', 'is not', null)
      .execute();
    const now = await status();
    expect(now).toMatchObject({ issue: 1, state: 'sending', by: 'send-due', reason: null });
    expect(now.audience).toMatchObject({ total: 300, accepted: 200, waiting: 100 });
    expect(now.progress).toEqual({ accepted: 200, of: 300, percent: 66 });
    expect(now.mails_a_second).toBeGreaterThan(1);
    expect(now.mails_a_second).toBeLessThanOrEqual(200);
    expect(now.estimated_end!.getTime()).toBeGreaterThan(now.read_at.getTime());
    expect(now.senders).toEqual([{ holder: 'sender-1:4711', batches: 1 }]);
    await finish();
    const sent = await status();
    expect(sent).toMatchObject({ state: 'sent', by: 'sending', senders: [], to_submit_again: 0 });
    expect(sent).toMatchObject({ mails_a_second: null, estimated_end: null });
    expect(sent.progress).toEqual({ accepted: 300, of: 300, percent: 100 });
  });

  it('counts as its rate only what was accepted within the last minute, by the database’s clock', async () => {
    const { db, status, finish } = await halfway();
    await sql`update batch_history set at = at - interval '30 seconds'`.execute(db);
    const { mails_a_second, estimated_end, read_at } = await status();
    expect(mails_a_second).toBeGreaterThan(5);
    expect(mails_a_second).toBeLessThanOrEqual(6.7);
    expect((estimated_end!.getTime() - read_at.getTime()) / 1000).toBeGreaterThan(14);
    await shiftDatabaseClock(db, '31 seconds');
    expect(await status()).toMatchObject({ mails_a_second: 0, estimated_end: null });
    await shiftDatabaseClock(db, '0 s');
    await finish();
  });

  it('tells a batch in flight from one whose holder is gone', async () => {
    const { db, status, finish } = await halfway();
    expect(await status()).toMatchObject({ senders: [{ batches: 1 }], to_submit_again: 0 });
    await shiftDatabaseClock(db, '61 seconds');
    expect(await status()).toMatchObject({ senders: [], to_submit_again: 1 });
    await shiftDatabaseClock(db, '0 s');
    await finish();
  });
});

it('a paused issue’s status says who paused it and why, and no rate', async () => {
  const { db, deps, issue, status } = await sending(3, (real) => real());
  const move = { issueId: issue.id, actor: 'Edda', at: deps.now(), reason: 'A link is wrong.' };
  await moveIssue(db, { ...move, to: 'paused' });
  expect(await status()).toMatchObject({
    ...{ state: 'paused', by: 'Edda', reason: 'A link is wrong.', since: deps.now() },
    ...{ mails_a_second: null, estimated_end: null, progress: { percent: 0, of: 3 } },
  });
});

describe('what went wrong', () => {
  it('is counted by kind, the latest first, and no address is kept', async () => {
    const answers: SubmissionOutcome[] = [
      { kind: 'unknown', detail: 'reset' },
      { kind: 'unknown', detail: 'application_error 502' },
      { kind: 'misconfigured', name: 'invalid_from_address', message: 'a@b.example' },
    ];
    const { db, status, deliver, issue } = await sending(
      3,
      async (real, nth) => answers[nth - 1] ?? real(),
    );
    await deliver();
    const { failures } = await status();
    expect(failures).toMatchObject([
      { kind: 'misconfigured', count: 1, last_detail: 'invalid_from_address' },
      { kind: 'unknown', count: 2, last_detail: 'application_error 502' },
    ]);
    const detail = 'Invalid `to` field: "reader7@example.com", <b@c.example>.\nTry again.';
    await recordSubmissionFailure(db, { issueId: issue.id, kind: 'refused', detail });
    expect((await status()).failures[0]!.last_detail).toBe(
      'Invalid `to` field: "an address", <an address>. Try again.',
    );
  });

  it('includes readers who got it twice, as soon as that is known', async () => {
    const fixture = await openNotSentFixture(3);
    const { db, deps, sendAgain, deliver, answerLate, listBatches } = fixture;
    await sendAgain();
    await db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: deps.now() })
      .where('email', '=', 'reader2@example.com')
      .execute();
    await deliver();
    expect(await readIssueStatus(db, { number: 1 })).toMatchObject({ doubled: 0 });
    await answerLate((await listBatches())[0]!.id, idsFrom('late', 3));
    const { doubled, audience } = await readIssueStatus(db, { number: 1 });
    expect({ doubled, accepted: audience.accepted }).toEqual({ doubled: 2, accepted: 3 });
  });
});
