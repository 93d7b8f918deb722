import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import type { EventMail } from '../helpers/fixtures/svix';
import { addReaders } from '../helpers/fixtures/week';

const ISSUES = 6;
const DAY_MS = 24 * 60 * 60 * 1000;

const db = await cloneDatabase();
const deps = await makeDeps(db);
const { tell, findSuppression } = openEventFixture(db, deps);
await addReaders(deps, 60);
const readers = await db
  .selectFrom('subscribers')
  .select(['id', 'email', 'mailbox_id'])
  .orderBy('id')
  .execute();
const batches = await Promise.all(Array.from({ length: ISSUES }, (_, index) => fakeIssue(index)));

async function fakeIssue(index: number) {
  const at = new Date(Date.UTC(2026, 7, 3 + 7 * index, 9));
  const week = at.toISOString().slice(0, 10);
  const when = { created_at: at, proposed_at: at, send_at: at, planned_at: at, sent_at: at };
  const text = { subject: 's', preheader: '', intro: '' };
  const { id: issue_id } = await db
    .insertInto('issues')
    .values({ number: index + 1, week, state: 'sent', ...text, ...when })
    .returning('id')
    .executeTakeFirstOrThrow();
  const { id: batch_id } = await db
    .insertInto('batches')
    .values({ issue_id, state: 'recorded' })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { issue_id, batch_id, at };
}

let used = 0;

/** A reader with every one of the issues, and their mails as events name them. */
async function nextReader(): Promise<{ email: string; id: number; mails: EventMail[] }> {
  const { id, email, mailbox_id } = readers[used]!;
  used += 1;
  const rows = await db
    .insertInto('deliveries')
    .values(
      batches.map(({ issue_id, batch_id, at }, index) => ({
        issue_id,
        batch_id,
        mailbox_id,
        subscriber_id: id,
        state: 'accepted' as const,
        email,
        resend_id: `mail-${id}-${index}`,
        accepted_at: at,
      })),
    )
    .returning(['id', 'resend_id'])
    .execute();
  const { installation } = deps;
  const mails = rows.map((row) => ({
    email_id: row.resend_id!,
    to: email!,
    installation: installation.id,
    delivery: row.id,
  }));
  return { email: email!, id, mails };
}

const onDay = (days: number) => new Date(Date.UTC(2026, 7, 3, 10) + days * DAY_MS);
const soft = (mail: EventMail, days: number, type = 'Transient') =>
  tell(mail, 'email.bounced', { at: onDay(days), bounce: { type, subType: 'MailboxFull' } });
const run = (id: number) =>
  db
    .selectFrom('soft_bounces')
    .select(['in_a_row', 'first_at', 'last_at'])
    .where('subscriber_id', '=', id)
    .executeTakeFirst();

describe('soft bounces', () => {
  it('suppress an address at the fifth in a row, over at least 14 days, and not before', async () => {
    const { email, id, mails } = await nextReader();
    const types = ['Transient', 'Temporary', 'Undetermined', 'Sideways', 'Transient'];
    for (const [index, type] of types.entries()) {
      expect(await findSuppression(email)).toBeUndefined();
      await soft(mails[index]!, index * 3.5, type);
    }
    const reason = { reason: 'bounced', at: onDay(14), actor: 'resend' };
    expect(await findSuppression(email)).toEqual(reason);
    expect(await run(id)).toEqual({ in_a_row: 5, first_at: onDay(0), last_at: onDay(14) });
  });

  it('five within less than 14 days do not; a later sixth does', async () => {
    const { email, mails } = await nextReader();
    for (const index of [0, 1, 2, 3, 4]) await soft(mails[index]!, index * 3.4);
    expect(await findSuppression(email)).toBeUndefined();
    await soft(mails[5]!, 14);
    expect(await findSuppression(email)).toMatchObject({ reason: 'bounced' });
  });

  it('are counted from one again after a mail was delivered', async () => {
    const { email, id, mails } = await nextReader();
    for (const index of [0, 1, 2, 3]) await soft(mails[index]!, index * 7);
    await tell(mails[4]!, 'email.delivered', { at: onDay(28) });
    expect(await run(id)).toEqual({ in_a_row: 0, first_at: null, last_at: null });
    await soft(mails[5]!, 35);
    expect(await run(id)).toMatchObject({ in_a_row: 1 });
    expect(await findSuppression(email)).toBeUndefined();
  });

  it('are not forgiven by the delivered of a mail that then came back', async () => {
    const { email, mails } = await nextReader();
    for (const index of [0, 1, 2, 3]) await soft(mails[index]!, index * 7);
    await tell(mails[4]!, 'email.delivered', { at: onDay(28) });
    await soft(mails[4]!, 28.1);
    expect(await findSuppression(email)).toMatchObject({ reason: 'bounced' });
  });

  it('of one mail, reported twice, count once', async () => {
    const { email, id, mails } = await nextReader();
    for (const index of [0, 0, 1, 1, 2, 2]) await soft(mails[index]!, index * 7);
    expect(await run(id)).toMatchObject({ in_a_row: 3 });
    expect(await findSuppression(email)).toBeUndefined();
  });

  it('reported at the same moment all count', async () => {
    const { email, id, mails } = await nextReader();
    await Promise.all(mails.slice(0, 5).map((mail, index) => soft(mail, index * 7)));
    expect(await run(id)).toMatchObject({ in_a_row: 5 });
    expect(await findSuppression(email)).toMatchObject({ reason: 'bounced' });
  });

  it('of an address that the reader has left do not count for the new one', async () => {
    const { email, id, mails } = await nextReader();
    for (const index of [0, 1, 2, 3]) await soft(mails[index]!, index * 7);
    await db
      .updateTable('deliveries')
      .set({ email: 'moved@example.com' })
      .where('id', '=', mails[4]!.delivery)
      .execute();
    await soft(mails[4]!, 28);
    expect(await run(id)).toMatchObject({ in_a_row: 1 });
    expect(await findSuppression(email)).toBeUndefined();
  });

  it('are counted the same in whatever order they and deliveries are reported', async () => {
    const outcomes = fc.array(fc.constantFrom('soft', 'delivered', 'nothing'), {
      minLength: ISSUES,
      maxLength: ISSUES,
    });
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: ISSUES });
    await fc.assert(
      fc.asyncProperty(outcomes, order, async (outcome, told) => {
        const { id, mails } = await nextReader();
        for (const index of told) {
          if (outcome[index] === 'soft') await soft(mails[index]!, index * 7);
          if (outcome[index] === 'delivered')
            await tell(mails[index]!, 'email.delivered', { at: onDay(index * 7) });
        }
        const since = outcome.slice(outcome.lastIndexOf('delivered') + 1);
        const expected = since.filter((each) => each === 'soft').length;
        expect((await run(id))?.in_a_row ?? 0).toBe(expected);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
