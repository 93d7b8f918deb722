import { Resend } from 'resend';
import { expect, it } from 'vitest';
import { createResendMailer } from '../../src/platform/resend-mailer';
import { makeMail, toBytes } from './sample-mails';
import { openStandIn } from './stand-in';

it('has one domain, verified and without tracking, as the real SDK reads it', async () => {
  const standIn = await openStandIn();
  const { domains } = new Resend(standIn.apiKey, { baseUrl: standIn.baseUrl });
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
  const standIn = await openStandIn();
  standIn.setScript({ domain: { openTracking: true, clickTracking: true } });
  const { domains } = new Resend(standIn.apiKey, { baseUrl: standIn.baseUrl });
  expect((await domains.list()).data!.data[0]).toMatchObject({
    open_tracking: true,
    click_tracking: true,
  });
});

it('sends nothing from its domain while that is not verified, and anything from another', async () => {
  const standIn = await openStandIn();
  standIn.setScript({ domain: { status: 'pending' } });
  const hand = (from: string) => {
    const body = toBytes([makeMail({ from })]);
    return createResendMailer(standIn).handBatch({ key: from, body, to: ['a'] });
  };
  expect(await hand('Verdicts <issues@EXAMPLE.com>')).toMatchObject({
    kind: 'misconfigured',
    message: expect.stringMatching(/example\.com domain is not verified/),
  });
  expect((await hand('issues@verdicts.example.org')).kind).toBe('accepted');
  standIn.setScript({});
  expect((await hand('issues@example.com')).kind).toBe('accepted');
});
