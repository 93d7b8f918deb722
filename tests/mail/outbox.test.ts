import { expect, it } from 'vitest';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { putMail } from '../../src/mail/outbox';
import { takeMail } from '../../src/mail/outbox-rows';
import { inTransaction } from '../../src/platform/database';
import { getInstallation, homeOf } from '../../src/platform/installation';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { adoptDatabase } from '../../src/sending/adopt';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps, PUBLIC_URL, type TestDeps } from '../helpers/deps';
import { readMailbox } from '../helpers/mailbox';

const letter = (address: string) => ({
  kind: 'test',
  address,
  subject: 'A test',
  html: '<p>Hello</p>',
  text: 'Hello',
});

const put = ({ db, newId, now }: TestDeps, address: string) =>
  putMail(db, { mail: letter(address), newId, at: now() });

const rowsOf = ({ db }: TestDeps) => db.selectFrom('outbox').selectAll().orderBy('id').execute();

/** Follows `outcomes` in order, instead of or after the real mailer. */
function scripted(keys: string[], outcomes: (SubmissionOutcome['kind'] | 'lost')[]) {
  return (real: Mailer): Mailer => ({
    ...real,
    submitMail: async (mail, key) => {
      keys.push(key);
      const next = outcomes.shift();
      if (next === undefined) return real.submitMail(mail, key);
      if (next === 'lost') await real.submitMail(mail, key);
      if (next === 'rate-limited') return { kind: 'rate-limited', waitMs: 3_000 };
      if (next === 'refused') return { kind: 'refused', name: 'validation_error', message: 'no' };
      return { kind: 'unknown', detail: 'cut off' };
    },
  });
}

it('a mail put in a transaction that is rolled back is never sent', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const work = inTransaction(deps.db, async (tx) => {
    await putMail(tx, { mail: letter('ada@example.com'), newId: deps.newId, at: deps.now() });
    throw new Error('rolled back');
  });
  await expect(work).rejects.toThrow('rolled back');
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(deps.emulator.ledger().accepted).toBe(0);
});

it('a mail is sent once, is marked as automatic, and its address and body are cleared', async () => {
  const deps = await makeDeps(await cloneDatabase());
  await put(deps, 'ada@example.com');
  expect(await sendTransactionalMails(deps)).toBe(1);
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(deps.emulator.ledger()).toMatchObject({ accepted: 1, distinct_recipients: 1 });
  const [mail] = await readMailbox(deps);
  expect(mail!.headers).toEqual({ 'Auto-Submitted': 'auto-generated' });
  const [row] = await rowsOf(deps);
  expect(row).toMatchObject({ state: 'accepted', address: null, subject: null, html: null });
  expect(row!.text).toBeNull();
  expect(row!.resend_id).not.toBeNull();
});

it('many senders at once submit each mail once', async () => {
  const keys: string[] = [];
  const deps = await makeDeps(await cloneDatabase(), { mailer: scripted(keys, []) });
  for (let n = 0; n < 12; n += 1) await put(deps, `reader${n}@example.com`);
  const counts = await Promise.all([1, 2, 3, 4].map(() => sendTransactionalMails(deps)));
  expect(counts.reduce((sum, count) => sum + count)).toBe(12);
  expect(keys).toHaveLength(12);
  expect(new Set(keys).size).toBe(12);
});

it('an answer that is lost leads to the same key again, after a wait, and to one mail', async () => {
  const keys: string[] = [];
  const db = await cloneDatabase();
  const deps = await makeDeps(db, { mailer: scripted(keys, ['lost']) });
  await put(deps, 'ada@example.com');
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(await rowsOf(deps)).toMatchObject([{ state: 'waiting', tries: 1 }]);
  expect(await sendTransactionalMails(deps)).toBe(0);
  await shiftDatabaseClock(db, '3 s');
  expect(await sendTransactionalMails(deps)).toBe(1);
  expect(new Set(keys).size).toBe(1);
  expect(deps.emulator.ledger().accepted).toBe(1);
});

it('a sender that dies holding a mail loses nothing: the lease lapses and the next one sends it', async () => {
  const keys: string[] = [];
  const db = await cloneDatabase();
  const deps = await makeDeps(db, { mailer: scripted(keys, []) });
  const id = await put(deps, 'ada@example.com');
  expect((await takeMail(db))!.id).toBe(id);
  expect(await sendTransactionalMails(deps)).toBe(0);
  await shiftDatabaseClock(db, '61 s');
  expect(await sendTransactionalMails(deps)).toBe(1);
  expect(keys).toEqual([`${deps.installation.id}/mail/${id}`]);
});

it('a mail that Resend refuses is marked with the reason, cleared and never tried again', async () => {
  const deps = await makeDeps(await cloneDatabase(), { mailer: scripted([], ['refused']) });
  await put(deps, 'ada@example.com');
  await sendTransactionalMails(deps);
  expect(await rowsOf(deps)).toMatchObject([
    { state: 'refused', reason: 'validation_error', address: null, html: null },
  ]);
  expect(await sendTransactionalMails(deps)).toBe(0);
});

it('waiting for the rate limit does not count as a try, and batches wait as well', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db, { mailer: scripted([], ['rate-limited']) });
  await put(deps, 'ada@example.com');
  await sendTransactionalMails(deps);
  expect(await rowsOf(deps)).toMatchObject([{ state: 'waiting', tries: 0 }]);
  const { not_before } = await db.selectFrom('rate_limit').selectAll().executeTakeFirstOrThrow();
  expect(not_before.getTime()).toBeGreaterThan(Date.now() + 1_000);
});

it('a mail whose outcome nobody knows is given up when its key may have been forgotten', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db, { mailer: scripted([], ['unknown']) });
  await put(deps, 'ada@example.com');
  await sendTransactionalMails(deps);
  await shiftDatabaseClock(db, '24 h');
  expect(await sendTransactionalMails(deps)).toBe(0);
  expect(await rowsOf(deps)).toMatchObject([{ state: 'unknown', address: null }]);
  expect(deps.emulator.ledger().accepted).toBe(0);
});

it('a copied database sends none of the original’s mails, neither before nor after it is adopted', async () => {
  const db = await cloneDatabase();
  const original = await makeDeps(db);
  await put(original, 'ada@example.com');
  const installationUrl = 'https://copy.example.com';
  const copy = { ...original, config: { ...original.config, installationUrl } };
  await expect(sendTransactionalMails(copy)).rejects.toThrow(PUBLIC_URL);
  await adoptDatabase(db, { home: homeOf(copy.config), newId: copy.newId, at: copy.now() });
  const installation = await getInstallation(db);
  expect(await sendTransactionalMails({ ...copy, installation })).toBe(0);
  expect(await rowsOf(original)).toMatchObject([{ state: 'refused', reason: 'adopted' }]);
});
