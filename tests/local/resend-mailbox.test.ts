import { request } from 'node:http';
import { expect, it } from 'vitest';
import type { Emulator } from '../../src/local/resend/emulator';
import { call, openEmulator } from './emulator';
import { makeMail, makeMails, toBytes } from './sample-mails';

/** A GET with headers that fetch would not let through. */
function get(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; text: string; headers: Record<string, unknown> }>(
    (resolve, reject) => {
      const asked = request(url, { headers }, async (answer) => {
        const text = (await answer.setEncoding('utf8').toArray()).join('');
        resolve({ status: answer.statusCode!, text, headers: answer.headers });
      });
      asked.on('error', reject).end();
    },
  );
}

async function post(emulator: Emulator, mails: unknown[]): Promise<string[]> {
  const { json } = await call(emulator, 'POST', '/emails/batch', { body: toBytes(mails) });
  return (json as { data: { id: string }[] }).data.map(({ id }) => id);
}

it('answers only under its own name and port', async () => {
  const { mailboxUrl } = await openEmulator();
  const { port } = new URL(mailboxUrl);
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
    expect(await get(mailboxUrl, { host })).toMatchObject({ status: 200 });
  }
  const foreign = ['mail.example.com', `mail.example.com:${port}`, '127.0.0.1', 'localhost:1'];
  for (const host of foreign) {
    for (const path of ['/', '/mailbox.json', '/ledger.json', '/style.css']) {
      expect(await get(mailboxUrl + path, { host }), host).toMatchObject({ status: 403 });
    }
  }
});

it.each(['X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto', 'Forwarded'])(
  'refuses a request that came through a proxy and says %s',
  async (name) => {
    const { mailboxUrl } = await openEmulator();
    const answer = await get(`${mailboxUrl}/mailbox.json`, { [name]: '192.0.2.7' });
    expect(answer).toMatchObject({ status: 403 });
    expect(answer.text).toBe('The mailbox answers only to this machine, at its own address.');
  },
);

it('lists mails for programs, newest first, by recipient, up to a limit and from an offset', async () => {
  const emulator = await openEmulator();
  const tags = [{ name: 'issue', value: '7' }];
  const headers = { 'List-Unsubscribe': '<https://verdicts.example.com/unsubscribe/x>' };
  const ids = await post(emulator, [
    ...makeMails(3),
    makeMail({ tags, headers }),
    makeMail({ to: 'Mara <MARA@example.com>' }),
  ]);
  const list = async (query: string) =>
    (await fetch(`${emulator.mailboxUrl}/mailbox.json?${query}`)).json();
  const all = await list('');
  expect(all.total).toBe(5);
  expect(all.mails.map((mail: { id: string }) => mail.id)).toEqual(ids.toReversed());
  const mara = await list('to=mara%40EXAMPLE.com');
  expect(mara.total).toBe(2);
  expect(mara.mails[1]).toEqual({
    id: ids[3],
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    key: null,
    from: makeMail().from,
    to: ['mara@example.com'],
    subject: makeMail().subject,
    headers,
    tags,
    html: makeMail().html,
    text: makeMail().text,
  });
  expect(await list('limit=2')).toMatchObject({
    total: 5,
    mails: [{ id: ids[4] }, { id: ids[3] }],
  });
  expect(await list('limit=2&offset=3')).toMatchObject({
    total: 5,
    mails: [{ id: ids[1] }, { id: ids[0] }],
  });
  expect(await list('to=nobody@example.com')).toEqual({ mails: [], total: 0 });
});

it('shows a mail’s HTML in a sandbox that runs nothing, with its text and its headers', async () => {
  const emulator = await openEmulator();
  const [id] = await post(emulator, [
    makeMail({
      subject: 'Ship </title><script>alert(1)</script>',
      text: 'Is 1 < 2 & "so on"?',
      headers: { 'X-Note': '<b>bold</b>' },
    }),
  ]);
  const page = await get(`${emulator.mailboxUrl}/mails/${id}`);
  expect(page.text).toContain(
    `src="/mails/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"`,
  );
  expect(page.text).toContain('Is 1 &lt; 2 &amp; &quot;so on&quot;?');
  expect(page.text).toContain('&lt;b&gt;bold&lt;/b&gt;');
  expect(page.text).not.toContain('<script>');
  expect(page.headers['content-security-policy']).toMatch(
    /default-src 'none'.*frame-ancestors 'none'/,
  );
  const html = await get(`${emulator.mailboxUrl}/mails/${id}/html`);
  expect(html.headers['content-security-policy']).toMatch(/^sandbox allow-popups [^;]*;/);
  expect(html.headers['content-security-policy']).not.toMatch(/allow-scripts|allow-same-origin/);
  expect(html.headers['content-security-policy']).toContain("default-src 'none'");
  expect(html.text).toBe(String(makeMail().html).replace('<head>', '<head><base target="_blank">'));
});

it('lists mails on pages that can be turned and searched', async () => {
  const emulator = await openEmulator();
  await post(emulator, makeMails(100));
  await post(emulator, [makeMail()]);
  const first = await get(emulator.mailboxUrl);
  expect(first.text).toContain('101 emails, newest first.');
  expect(first.text).toContain('Two editors, one week');
  expect(first.text).toContain('href="/?to=&amp;page=2"');
  const last = await get(`${emulator.mailboxUrl}/?page=3`);
  expect(last.text).toContain('reader1@example.com');
  expect(last.text).not.toContain('>Older<');
  const found = await get(`${emulator.mailboxUrl}/?to=reader77`);
  expect(found.text).toContain('1 email to addresses containing “reader77”');
  expect(found.text).not.toContain('mara@example.com');
  const none = await get(`${emulator.mailboxUrl}/?to=${encodeURIComponent('"><script>')}`);
  expect(none.text).not.toContain('<script>');
});

it('says so when a mail or a page is not there', async () => {
  const { mailboxUrl } = await openEmulator();
  expect(await get(`${mailboxUrl}/mails/none`)).toMatchObject({ status: 404 });
  expect(await get(`${mailboxUrl}/mails/none/html`)).toMatchObject({ status: 404 });
  expect(await get(`${mailboxUrl}/nowhere`)).toMatchObject({ status: 404 });
  expect((await get(mailboxUrl)).text).toContain('No emails yet.');
});
