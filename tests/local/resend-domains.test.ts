import { Resend } from 'resend';
import { expect, it } from 'vitest';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { openEmulator } from './emulator';
import { makeMail, toBytes } from './sample-mails';

it('has one domain, verified and without tracking, as the real SDK reads it', async () => {
  const emulator = await openEmulator();
  const { domains } = new Resend(emulator.apiKey, { baseUrl: emulator.baseUrl });
  const listed = await domains.list();
  expect(listed.data).toMatchObject({
    object: 'list',
    has_more: false,
    data: [
      { name: 'example.com', status: 'verified', open_tracking: false, click_tracking: false },
    ],
  });
  const got = await domains.get(listed.data!.data[0]!.id);
  expect(got.data).toMatchObject({
    object: 'domain',
    name: 'example.com',
    records: [{ record: 'SPF', status: 'verified' }, { record: 'DKIM' }],
  });
  expect((await domains.get('another')).error).toMatchObject({ name: 'not_found' });
});

it('has tracking where the script turns it on', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ domain: { openTracking: true, clickTracking: true } });
  const { domains } = new Resend(emulator.apiKey, { baseUrl: emulator.baseUrl });
  expect((await domains.list()).data!.data[0]).toMatchObject({
    open_tracking: true,
    click_tracking: true,
  });
});

it('sends nothing from its domain while that is not verified, and anything from another', async () => {
  const emulator = await openEmulator();
  emulator.setScript({ domain: { status: 'pending' } });
  const submit = (from: string) => {
    const body = toBytes([makeMail({ from })]);
    return createResendMailer(emulator).submitBatch({ key: from, body, to: ['a'] });
  };
  expect(await submit('Verdicts <issues@EXAMPLE.com>')).toMatchObject({
    kind: 'misconfigured',
    message: expect.stringMatching(/example\.com domain is not verified/),
  });
  expect((await submit('issues@verdicts.example.org')).kind).toBe('accepted');
  emulator.setScript({});
  expect((await submit('issues@example.com')).kind).toBe('accepted');
});
