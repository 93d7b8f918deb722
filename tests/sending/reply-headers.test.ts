import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { setSetting } from '../../src/platform/settings/settings';
import { sendTest } from '../../src/rendering/preview';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';

/** Headers of an issue to two readers, its test and a confirmation mail, with these settings. */
async function sendAll(settings: Record<string, string>) {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const at = deps.now();
  for (const [name, value] of Object.entries(settings)) await setSetting(db, { name, value, at });
  await addReaders(deps, 2);
  const issue = await planRelease(deps);
  await deliverIssue(deps, issue.id);
  await sendTest(deps, { number: issue.number, to: 'edda@example.com' });
  const body = new URLSearchParams({ email: 'newcomer@example.com' });
  await createApp(deps).request('/signup', { method: 'POST', body });
  await deps.settle();
  await sendTransactionalMails(deps);
  const mails = await readMailbox(deps);
  expect(mails).toHaveLength(4);
  const of = (to: string) => mails.find((mail) => mail.to[0] === to)!.headers;
  return {
    readers: [of('reader1@example.com'), of('reader2@example.com')],
    test: of('edda@example.com'),
    confirmation: of('newcomer@example.com'),
  };
}

it('no mail says where answers go, or names a sender for feedback, until a setting does', async () => {
  const { readers, test, confirmation } = await sendAll({});
  for (const headers of [...readers, test, confirmation]) {
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['Reply-To']));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(['Feedback-ID']));
  }
});

it('issues, tests and transactional mails carry both, and neither differs by reader', async () => {
  const sent = await sendAll({
    'reply-to': 'Edda <desk@b\u00fccher.example.com>',
    'feedback-id': 'verdicts-1',
  });
  const { readers, test, confirmation } = sent;
  for (const headers of [...readers, test, confirmation]) {
    expect(headers['Reply-To']).toBe('Edda <desk@xn--bcher-kva.example.com>');
  }
  expect(readers.map((headers) => headers['Feedback-ID'])).toEqual([
    'issue-1:issue:newsletter:verdicts-1',
    'issue-1:issue:newsletter:verdicts-1',
  ]);
  expect(test['Feedback-ID']).toBe('issue-1:test:newsletter:verdicts-1');
  expect(confirmation['Feedback-ID']).toBe('single:confirm:newsletter:verdicts-1');
});

describe('a setting that would spoil a header is refused in a sentence', () => {
  it.each([
    ['reply-to', 'not an address'],
    ['reply-to', 'a@example.com\r\nBcc: all@example.com'],
    ['reply-to', 'a@example.com, b@example.com'],
    ['reply-to', 'Edda\n <a@example.com>'],
    ['reply-to', 'ä@example.com'],
    ['reply-to', '<a@example.com'],
    ['reply-to', `${'a'.repeat(300)}@example.com`],
    ['feedback-id', 'four'],
    ['feedback-id', 'sixteen-letters-'],
    ['feedback-id', 'a:b:c:verdicts'],
    ['feedback-id', 'verd\u0131cts'],
    ['feedback-id', 'verdicts\r\nBcc: a'],
  ])('%s: %j', async (name, value) => {
    const db = await cloneDatabase();
    await expect(setSetting(db, { name, value, at: new Date() })).rejects.toThrow(
      `is not valid for ${name}: `,
    );
  });
});
