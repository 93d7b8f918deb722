import { once } from 'node:events';
import { request } from 'node:http';
import { Resend } from 'resend';
import { expect, it } from 'vitest';
import { createResendMailer } from '../../src/mail/resend-mailer';
import { call, openEmulator } from './emulator';
import { makeMail, makeMails, toBytes } from './sample-mails';

it('accepts a batch through the real SDK and gives one id a mail, in order', async () => {
  const emulator = await openEmulator();
  const mails = makeMails(100);
  const submitted = await createResendMailer(emulator).submitBatch({
    key: 'issue-1-batch-1',
    body: toBytes(mails),
    to: mails.map((mail) => String(mail.to)),
  });
  expect(submitted.kind).toBe('accepted');
  const ids = submitted.kind === 'accepted' ? submitted.ids : [];
  expect(new Set(ids).size).toBe(100);
  const last = await new Resend(emulator.apiKey, { baseUrl: emulator.baseUrl }).emails.get(
    ids[99]!,
  );
  expect(last.data).toMatchObject({
    object: 'email',
    id: ids[99],
    to: ['reader100@example.com'],
    subject: 'Mail 100',
    html: mails[99]!.html,
    text: mails[99]!.text,
  });
});

it('accepts a transactional mail through the real SDK', async () => {
  const emulator = await openEmulator();
  const mail = {
    from: 'a@example.com',
    to: ['b@example.com'],
    subject: 'Hi',
    html: '',
    text: 'Hi',
  };
  const submitted = await createResendMailer(emulator).submitMail(mail, 'one');
  expect(submitted).toMatchObject({
    kind: 'accepted',
    ids: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
  });
  expect(emulator.ledger().accepted).toBe(1);
});

it('requires an API key, and the right one', async () => {
  const emulator = await openEmulator();
  const body = toBytes(makeMail());
  const none = await call(emulator, 'POST', '/emails', { body, headers: { authorization: '' } });
  expect(none).toMatchObject({ status: 401, json: { name: 'missing_api_key' } });
  const wrong = { ...emulator, apiKey: 're_wrong' };
  expect(await call(wrong, 'POST', '/emails', { body })).toMatchObject({
    status: 403,
    json: { statusCode: 403, name: 'invalid_api_key', message: 'API key is invalid.' },
  });
  const submitted = await createResendMailer(wrong).submitBatch({ key: 'k', body, to: ['x'] });
  expect(submitted).toMatchObject({ kind: 'misconfigured', name: 'invalid_api_key' });
  expect(emulator.ledger().accepted).toBe(0);
});

/** The same in every mail of our batches, so no reader is at fault. */
const SHARED = ['subject', 'html', 'text', 'headers'];

it.each([
  [{ to: undefined }, 'missing_required_field', /^Missing `to` field\.$/],
  [{ to: [] }, 'missing_required_field', /^Missing `to` field\.$/],
  [{ to: ['not an address'] }, 'validation_error', /^Invalid `to` field\. The email address needs/],
  [{ to: ['naïve@example.com'] }, 'validation_error', /^Invalid `to` field/],
  [{ to: makeMails(51).flatMap((mail) => mail.to) }, 'validation_error', /at most 50 addresses/],
  [{ cc: ['nobody'] }, 'validation_error', /^Invalid `cc` field/],
  [{ subject: '' }, 'missing_required_field', /^Missing `subject` field\.$/],
  [{ subject: 'one\ntwo' }, 'validation_error', /one line/],
  [
    { html: undefined, text: undefined },
    'missing_required_field',
    /^Missing `html` or `text` field/,
  ],
  [{ html: 7 }, 'validation_error', /`html` field must be a `string`/],
  [{ headers: { 'List-Unsubscribe': 'a\r\nBcc: x@example.com' } }, 'validation_error', /header/],
  [{ headers: { 'Bad Name': 'x' } }, 'validation_error', /Invalid header `Bad Name`/],
  [
    { tags: [{ name: 'issue', value: 'eins zwei' }] },
    'validation_error',
    /^Tags should only contain/,
  ],
  [{ tags: [{ name: 'issue' }] }, 'validation_error', /^Tags should only contain/],
  [{ tags: [{ name: 'issue', value: '1'.repeat(257) }] }, 'validation_error', /256 characters/],
  [{ attachments: [] }, 'validation_error', /`attachments` field is not allowed in a batch/],
])('refuses a whole batch for one mail with %j and names that cause', async (fault, name, says) => {
  const emulator = await openEmulator();
  const mails = [makeMail(), makeMail(fault), makeMail()];
  const submitted = await createResendMailer(emulator).submitBatch({
    key: 'k',
    body: toBytes(mails),
    to: ['a', 'b', 'c'],
  });
  const isShared = Object.keys(fault).some((field) => SHARED.includes(field));
  const kind = isShared ? 'misconfigured' : 'refused';
  expect(submitted).toMatchObject({ kind, name, message: expect.stringMatching(says) });
  expect(emulator.ledger().accepted).toBe(0);
});

it('takes the sound mails of a permissive batch and names the others, also when asked again', async () => {
  const emulator = await openEmulator();
  const mails = [
    makeMail({ to: 'nobody' }),
    ...makeMails(2),
    makeMail({ attachments: [] }),
    'no mail',
    ...makeMails(1),
  ];
  const permissive = {
    body: toBytes(mails),
    headers: { 'x-batch-validation': 'permissive', 'idempotency-key': 'k' },
  };
  const first = await call(emulator, 'POST', '/emails/batch', permissive);
  expect(first).toMatchObject({
    status: 200,
    json: {
      data: [{}, {}, {}].map(() => ({ id: expect.any(String) })),
      errors: [
        { index: 0, message: expect.stringMatching(/^Invalid `to` field/) },
        { index: 3, message: expect.stringMatching(/attachments/) },
        { index: 4, message: 'A mail must be an `object`.' },
      ],
    },
  });
  expect(await call(emulator, 'POST', '/emails/batch', permissive)).toEqual(first);
  const { mails: kept } = await (await fetch(`${emulator.mailboxUrl}/mailbox.json`)).json();
  expect(kept.map(({ subject }: { subject: string }) => subject)).toEqual([
    ...['Mail 1', 'Mail 2', 'Mail 1'],
  ]);
  expect(kept[2].html).toBe(makeMail().html);
});

it('says nothing of errors in a strict batch, and takes a permissive one of sound mails whole', async () => {
  const emulator = await openEmulator();
  const body = toBytes(makeMails(2));
  const strict = await call(emulator, 'POST', '/emails/batch', { body });
  expect(Object.keys(strict.json)).toEqual(['data']);
  const headers = { 'x-batch-validation': 'permissive' };
  const permissive = await call(emulator, 'POST', '/emails/batch', { body, headers });
  expect(permissive.json).toMatchObject({ errors: [], data: [{}, {}] });
});

it('refuses a sender that is not an address, as a fault of the account and not of the mail', async () => {
  const emulator = await openEmulator();
  for (const from of [undefined, 'Weekly AI Tool Verdicts']) {
    const body = toBytes([makeMail({ from })]);
    const submitted = await createResendMailer(emulator).submitBatch({ key: 'k', body, to: ['a'] });
    expect(submitted).toMatchObject({
      kind: 'misconfigured',
      message: expect.stringMatching(/`from`/),
    });
  }
});

it('takes 1 to 100 mails in a batch, as an array, in JSON', async () => {
  const emulator = await openEmulator();
  const post = (body: string | Buffer) => call(emulator, 'POST', '/emails/batch', { body });
  expect(await post('[]')).toMatchObject({ status: 422, json: { name: 'validation_error' } });
  expect(await post(toBytes(makeMails(101)))).toMatchObject({ status: 422 });
  expect(await post(toBytes(makeMail()))).toMatchObject({
    json: { message: 'The `request.body` field must be an `array`.' },
  });
  expect(await post('[{]')).toMatchObject({ status: 422, json: { name: 'validation_error' } });
  expect(await post(toBytes(makeMails(1)))).toMatchObject({ status: 200 });
  expect(emulator.ledger().accepted).toBe(1);
});

it('answers the same bytes under the same key with the same ids, and enters them once', async () => {
  const emulator = await openEmulator();
  const mailer = createResendMailer(emulator);
  const batch = { key: 'batch-1', body: toBytes(makeMails(3)), to: ['a', 'b', 'c'] };
  const first = await mailer.submitBatch(batch);
  expect(first.kind).toBe('accepted');
  expect(await mailer.submitBatch(batch)).toEqual(first);
  expect(emulator.ledger().accepted).toBe(3);
});

it('answers other bytes under a used key with 409 invalid_idempotent_request', async () => {
  const emulator = await openEmulator();
  const mailer = createResendMailer(emulator);
  await mailer.submitBatch({ key: 'k', body: toBytes(makeMails(1)), to: ['a'] });
  const other = toBytes(makeMails(1, { subject: 'Another' }));
  expect(await mailer.submitBatch({ key: 'k', body: other, to: ['a'] })).toMatchObject({
    kind: 'mismatch',
  });
  const raw = { body: other, headers: { 'idempotency-key': 'k' } };
  expect(await call(emulator, 'POST', '/emails/batch', raw)).toMatchObject({
    status: 409,
    json: { statusCode: 409, name: 'invalid_idempotent_request' },
  });
  expect(emulator.ledger().accepted).toBe(1);
});

it('keeps keys apart by endpoint, and forgets what was refused under a key', async () => {
  const emulator = await openEmulator();
  const headers = { 'idempotency-key': 'shared' };
  const single = { body: toBytes(makeMail()), headers };
  const batch = { body: toBytes([makeMail()]), headers };
  expect(await call(emulator, 'POST', '/emails', { body: '{}', headers })).toMatchObject({
    status: 422,
  });
  expect(await call(emulator, 'POST', '/emails', single)).toMatchObject({ status: 200 });
  expect(await call(emulator, 'POST', '/emails/batch', batch)).toMatchObject({ status: 200 });
  expect(emulator.ledger().accepted).toBe(2);
});

it('forgets a key after 24 hours and not before', async () => {
  let at = Date.parse('2026-11-23T06:00:00Z');
  const emulator = await openEmulator({ now: () => new Date(at) });
  const mailer = createResendMailer(emulator);
  const batch = { key: 'k', body: toBytes(makeMails(1)), to: ['a'] };
  const first = await mailer.submitBatch(batch);
  at += 24 * 3_600_000 - 1;
  expect(await mailer.submitBatch(batch)).toEqual(first);
  at += 1;
  const second = await mailer.submitBatch(batch);
  expect(second.kind).toBe('accepted');
  expect(second).not.toEqual(first);
  expect(emulator.ledger().accepted).toBe(2);
});

it('answers 409 concurrent_idempotent_requests while the first call under a key still runs', async () => {
  const emulator = await openEmulator();
  const body = toBytes(makeMails(1));
  const first = request(`${emulator.baseUrl}/emails/batch`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${emulator.apiKey}`,
      'idempotency-key': 'k',
      'content-length': body.length,
    },
  });
  await new Promise((resolve) => first.write(body.subarray(0, 10), resolve));
  const again = () => createResendMailer(emulator).submitBatch({ key: 'k', body, to: ['a'] });
  expect(await again()).toMatchObject({ kind: 'running' });
  const raw = { body, headers: { 'idempotency-key': 'k' } };
  expect(await call(emulator, 'POST', '/emails/batch', raw)).toMatchObject({
    status: 409,
    json: { name: 'concurrent_idempotent_requests' },
  });
  first.end(body.subarray(10));
  const [answer] = await once(first, 'response');
  expect(answer.statusCode).toBe(200);
  answer.resume();
  expect(await again()).toMatchObject({ kind: 'accepted' });
  expect(emulator.ledger().accepted).toBe(1);
});

it('takes keys of 1 to 256 characters', async () => {
  const emulator = await openEmulator();
  const post = (key: string) =>
    call(emulator, 'POST', '/emails', {
      body: toBytes(makeMail()),
      headers: { 'idempotency-key': key },
    });
  expect(await post('k'.repeat(256))).toMatchObject({ status: 200 });
  for (const key of ['', 'k'.repeat(257)]) {
    expect(await post(key)).toMatchObject({
      status: 400,
      json: { name: 'invalid_idempotency_key' },
    });
  }
});

it('answers unknown paths with 404, wrong methods with 405 and unknown mails with 404', async () => {
  const emulator = await openEmulator();
  const unknown = '/emails/00000000-0000-4000-8000-000000000000';
  expect(await call(emulator, 'GET', '/audiences')).toMatchObject({
    status: 404,
    json: { name: 'not_found' },
  });
  expect(await call(emulator, 'GET', unknown)).toMatchObject({
    status: 404,
    json: { name: 'not_found' },
  });
  expect(await call(emulator, 'GET', '/emails/seven')).toMatchObject({ status: 422 });
  for (const [method, path] of [
    ['DELETE', '/emails'],
    ['PUT', '/emails/batch'],
  ] as const) {
    expect(await call(emulator, method, path)).toMatchObject({
      status: 405,
      json: { name: 'method_not_allowed' },
    });
  }
});

it('takes no request over 40 MB', async () => {
  const emulator = await openEmulator();
  const large = toBytes([makeMail({ html: 'x'.repeat(40 * 1024 * 1024) })]);
  expect(await call(emulator, 'POST', '/emails/batch', { body: large })).toMatchObject({
    status: 413,
  });
  const sound = toBytes([makeMail({ html: 'x'.repeat(30 * 1024 * 1024) })]);
  expect(await call(emulator, 'POST', '/emails/batch', { body: sound })).toMatchObject({
    status: 200,
  });
});
