import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createResendMailer } from '../../src/platform/resend-mailer';
import { makeFolder } from './local-folder';
import { makeMail, makeMails, toBytes } from './sample-mails';
import { call, openStandIn } from './stand-in';

it('keeps ledger, keys and mails over a restart', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  const first = await openStandIn({ file });
  const batch = { key: 'k', body: toBytes(makeMails(2)), to: ['a', 'b'] };
  const before = await createResendMailer(first).handBatch(batch);
  await first.close();
  const second = await openStandIn({ file, identity: first });
  expect(await createResendMailer(second).handBatch(batch)).toEqual(before);
  expect(second.ledger().accepted).toBe(2);
  const listed = await (await fetch(`${second.mailboxUrl}/mailbox.json`)).json();
  expect(listed.mails.map((mail: { html: string }) => mail.html)).toEqual([
    makeMail().html,
    makeMail().html,
  ]);
});

it('counts what it accepted, by the tag issue, with distinct recipients and deliveries', async () => {
  const standIn = await openStandIn();
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
  await call(standIn, 'POST', '/emails/batch', { body: toBytes(mails) });
  const counts = {
    accepted: 5,
    distinct_recipients: 4,
    by_issue: {
      '1': { accepted: 2, distinct_recipients: 2, distinct_deliveries: 2, doubled_recipients: 0 },
      '2': { accepted: 2, distinct_recipients: 3, distinct_deliveries: 1, doubled_recipients: 0 },
    },
  };
  expect(standIn.ledger()).toEqual(counts);
  expect(await (await fetch(`${standIn.mailboxUrl}/ledger.json`)).json()).toEqual(counts);
});

it('keeps the newest 500 mails whole, and of older ones the ledger alone', async () => {
  const folder = await makeFolder();
  const standIn = await openStandIn({ file: join(folder, 'ledger.sqlite') });
  for (const key of ['1', '2', '3', '4', '5', '6']) {
    const batch = { body: toBytes(makeMails(100)), headers: { 'idempotency-key': key } };
    expect(await call(standIn, 'POST', '/emails/batch', batch)).toMatchObject({ status: 200 });
  }
  await call(standIn, 'POST', '/emails', { body: toBytes(makeMail()) });
  const url = `${standIn.mailboxUrl}/mailbox.json?limit=500`;
  const newest = await (await fetch(url)).json();
  expect(newest.total).toBe(601);
  expect(newest.mails).toHaveLength(500);
  expect(newest.mails.every((mail: { html: string }) => mail.html === makeMail().html)).toBe(true);
  const older = await (await fetch(`${url}&to=reader1@example.com`)).json();
  expect(older.mails.map((mail: { html: string | null }) => mail.html !== null)).toEqual([
    ...[true, true, true, true],
    ...[false, false],
  ]);
  // The oldest of the 500 is the second mail of batch 2, so batch 1 alone has no body left.
  expect(await readdir(join(folder, 'bodies'))).toHaveLength(6);
  expect(standIn.ledger().accepted).toBe(601);
});

it('refuses a second process the ledger that a first one has open', async () => {
  const file = join(await makeFolder(), 'ledger.sqlite');
  await openStandIn({ file });
  await expect(openStandIn({ file })).rejects.toThrow(/cannot be opened/);
});
