import { hash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { call, openEmulator } from './emulator';
import { makeFolder } from './local-folder';
import { makeMail, makeMails, toBytes } from './sample-mails';

it('keeps ledger, keys and mails over a restart', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const first = await openEmulator({ file });
  const batch = { key: 'k', body: toBytes(makeMails(2)), to: ['a', 'b'] };
  const before = await createResendMailer(first).submitBatch(batch);
  await first.close();
  const second = await openEmulator({ file, identity: first });
  expect(await createResendMailer(second).submitBatch(batch)).toEqual(before);
  expect(second.ledger().accepted).toBe(2);
  const listed = await (await fetch(`${second.mailboxUrl}/mailbox.json`)).json();
  expect(listed.mails.map((mail: { html: string }) => mail.html)).toEqual([
    makeMail().html,
    makeMail().html,
  ]);
});

it('counts what it accepted, by the tag issue, with distinct recipients and deliveries', async () => {
  const emulator = await openEmulator();
  const tags = (issue: string, delivery: string) => [
    { name: 'issue', value: issue },
    { name: 'delivery', value: delivery },
  ];
  const mails = [
    makeMail({ to: ['one@example.com'], tags: tags('1', '11') }),
    makeMail({ to: ['Two <TWO@example.com>'], tags: tags('1', '12') }),
    makeMail({ to: ['two@example.com', 'three@example.com'], tags: tags('2', '21') }),
    makeMail({ to: ['one@example.com'], tags: tags('2', '21') }),
    makeMail({ to: 'four@example.com' }),
  ];
  await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  const counts = {
    accepted: 5,
    distinct_recipients: 4,
    by_issue: {
      '1': { accepted: 2, distinct_recipients: 2, distinct_deliveries: 2, doubled_recipients: 0 },
      '2': { accepted: 2, distinct_recipients: 3, distinct_deliveries: 1, doubled_recipients: 0 },
    },
  };
  expect(emulator.ledger()).toEqual(counts);
  expect(await (await fetch(`${emulator.mailboxUrl}/ledger.json`)).json()).toEqual(counts);
});

it('keeps the newest 500 mails whole, and of older ones the ledger alone', async () => {
  const folder = await makeFolder();
  const emulator = await openEmulator({ file: join(folder, 'ledger.sqlite') });
  for (const key of ['1', '2', '3', '4', '5', '6']) {
    const batch = { body: toBytes(makeMails(100)), headers: { 'idempotency-key': key } };
    expect(await call(emulator, 'POST', '/emails/batch', batch)).toMatchObject({ status: 200 });
  }
  await call(emulator, 'POST', '/emails', { body: toBytes(makeMail()) });
  const url = `${emulator.mailboxUrl}/mailbox.json?limit=500`;
  const newest = await (await fetch(url)).json();
  expect(newest.total).toBe(601);
  expect(newest.mails).toHaveLength(500);
  expect(newest.mails.every((mail: { html: string }) => mail.html === makeMail().html)).toBe(true);
  const older = await (await fetch(`${url}&to=reader1@example.com`)).json();
  expect(older.mails.map((mail: { html: string | null }) => mail.html !== null)).toEqual([
    ...[true, true, true, true],
    ...[false, false],
  ]);
  await emulator.close();
  // The oldest of the 500 is the second mail of batch 2, so batch 1 alone has no body left.
  expect(await readdir(join(folder, 'bodies'))).toHaveLength(6);
});

const tagged = (to: string, issue: string, delivery: string) =>
  makeMail({
    to,
    tags: [
      { name: 'issue', value: issue },
      { name: 'delivery', value: delivery },
    ],
  });

it('names those who got more than one mail of an issue', async () => {
  const emulator = await openEmulator();
  const mails = [
    tagged('one@example.com', '7', '1'),
    tagged('two@example.com', '7', '2'),
    tagged('ONE@example.com', '7', '3'),
    tagged('two@example.com', '8', '4'),
  ];
  await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  await call(emulator, 'POST', '/emails', { body: toBytes(mails[0]) });
  const read = async (issue: string) =>
    (await fetch(`${emulator.mailboxUrl}/ledger.json?doubled=${issue}`)).json();
  expect(await read('7')).toMatchObject({
    by_issue: {
      '7': { accepted: 4, distinct_recipients: 2, distinct_deliveries: 3, doubled_recipients: 1 },
      '8': { accepted: 1, doubled_recipients: 0 },
    },
    doubled: [{ address: 'one@example.com', mails: 3 }],
  });
  expect((await read('8')).doubled).toEqual([]);
});

it('lists the accepted deliveries of an issue as lines, from any mail on', async () => {
  const now = () => new Date('2026-11-23T06:00:00.123Z');
  const emulator = await openEmulator({ now });
  const mails = [
    tagged('one@example.com', '7', '11'),
    tagged('Two <TWO@example.com>', '7', '12'),
    tagged('three@example.com', '8', '13'),
  ];
  await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  const read = async (query: string) =>
    (await fetch(`${emulator.mailboxUrl}/ledger/deliveries?${query}`)).text();
  const line = (number: number, delivery: string, address: string) =>
    `${number} ${delivery} ${hash('sha256', address)} ${now().getTime()}\n`;
  const second = line(2, '12', 'two@example.com');
  expect(await read('issue=7')).toBe(line(1, '11', 'one@example.com') + second);
  expect(await read('issue=7&after=1')).toBe(second);
  expect(await read('issue=9')).toBe('');
});

it('lists thousands of them', async () => {
  const emulator = await openEmulator();
  for (let batch = 0; batch < 25; batch += 1) {
    const mails = Array.from({ length: 100 }, (_, at) =>
      tagged(`reader${batch * 100 + at}@example.com`, '7', `${batch * 100 + at}`),
    );
    await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  }
  const lines = await (await fetch(`${emulator.mailboxUrl}/ledger/deliveries?issue=7`)).text();
  const deliveries = lines
    .trimEnd()
    .split('\n')
    .map((line) => Number(line.split(' ')[1]));
  expect(deliveries).toEqual(Array.from({ length: 2_500 }, (_, at) => at));
});

it.each([
  ['as they are', (text: string) => text],
  ['escaped', (text: string) => text.replace(/[\u0080-\uffff]/g, escapeCharacter)],
])('keeps characters above ASCII, written %s', async (_, write) => {
  const emulator = await openEmulator();
  const mail = makeMail({
    from: 'Tëst <issues@example.com>',
    subject: 'Zürich: “zwei” Stimmen ✓',
    html: '<p>It’s “quoted” é 🙂</p>',
    text: 'naïve – and more',
    headers: { 'X-Name': 'Søren' },
  });
  await call(emulator, 'POST', '/emails', { body: write(JSON.stringify(mail)) });
  const { mails } = await (await fetch(`${emulator.mailboxUrl}/mailbox.json`)).json();
  const { from, subject, html, text, headers } = mail;
  expect(mails[0]).toMatchObject({ from, subject, html, text, headers });
});

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

it('replaces a ledger in an older format with an empty one', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const old = new DatabaseSync(file);
  old.exec('create table mails (number integer primary key); insert into mails values (1)');
  old.exec('create table recipients (mail references mails); insert into recipients values (1)');
  old.close();
  const emulator = await openEmulator({ file });
  await call(emulator, 'POST', '/emails', { body: toBytes(makeMail()) });
  expect(emulator.ledger().accepted).toBe(1);
});

it('refuses to open a ledger that another process has open', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  await openEmulator({ file });
  await expect(openEmulator({ file })).rejects.toThrow(/cannot be opened/);
});
