import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { readConfig } from '../../src/platform/config';
import { requireOwnInstallation } from '../../src/platform/installation';
import { setSetting } from '../../src/platform/settings/settings';
import { sendTest } from '../../src/rendering/preview';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { readMailbox } from '../helpers/mailbox';

const HOST = 'xn--bcher-kva.example';
const ASCII = /^[\x20-\x7e]*$/;
const { publicUrl, mailFrom, installationUrl } = readConfig({
  PUBLIC_URL: 'https://Bücher.example/',
  MAIL_FROM: 'Büchers Urteile <issues@bücher.example>',
});
const db = await cloneDatabase();
const deps = await makeDeps(db, {
  config: { publicUrl: publicUrl!, mailFrom: mailFrom!, installationUrl },
});
const at = deps.now();
await addReaders(deps, 1);
await db.updateTable('subscribers').set({ email: 'reader1@example.com' }).execute();
await setSetting(db, { name: 'staff-address', value: 'edda@bücher.example', at });
const issue = await planRelease(deps);
await deliverIssue(deps, issue.id);

it('what the environment says in letters outside ASCII is read as ASCII, but for the sender’s name', () => {
  expect([publicUrl, mailFrom]).toEqual([`https://${HOST}`, `Büchers Urteile <issues@${HOST}>`]);
});

it('a test mail goes to an address whose domain has letters outside ASCII', async () => {
  await sendTest(deps, { number: issue.number, to: 'Edda@Bücher.example' });
  expect((await readMailbox(deps, { to: `edda@${HOST}` })).map(({ to }) => to)).toEqual([
    [`edda@${HOST}`],
  ]);
});

it('a test mail to letters before the @ that mail cannot carry is refused in those words', async () => {
  const sent = sendTest(deps, { number: issue.number, to: 'märta@example.com' });
  await expect(sent).rejects.toThrow('a character before the @');
});

it('the staff address is kept as mail can carry it', async () => {
  const settings = await setSetting(db, {
    name: 'staff-address',
    value: ' edda@bücher.example',
    at,
  });
  expect(settings['staff-address']).toBe(`edda@${HOST}`);
  const wrong = setSetting(db, { name: 'staff-address', value: 'märta@example.com', at });
  await expect(wrong).rejects.toThrow('ASCII letters before the @');
});

it('every recipient, header and link of ours in every mail is ASCII', async () => {
  await sendTest(deps, { number: issue.number, to: 'mara@bücher.example' });
  const mails = await readMailbox(deps);
  expect(mails.length).toBeGreaterThanOrEqual(2);
  for (const { to, headers, html, text } of mails) {
    for (const value of [...to, ...Object.values(headers)]) expect(value).toMatch(ASCII);
    expect(headers['List-Unsubscribe']).toContain(`<https://${HOST}/unsubscribe/`);
    expect(headers['List-ID']).toContain(`<issues.${HOST}>`);
    for (const [, url] of html.matchAll(/(?:href|src)="([^"]*)"/g)) expect(url).toMatch(ASCII);
    expect(html + text).not.toMatch(/bücher\.example/i);
  }
});

it('the feed and a redirect name the host in ASCII', async () => {
  const app = createApp(deps);
  const feed = await (await app.request('/feed.xml')).text();
  for (const [, url] of feed.matchAll(/(?:href="|<id>)([^"<]*)/g)) expect(url).toMatch(ASCII);
  expect(feed).toContain(`https://${HOST}/feed.xml`);
});

it('a database that was made for the host as it was typed before is still its own', async () => {
  await db.updateTable('installation').set({ public_url: 'https://bücher.example' }).execute();
  const { installation, config } = deps;
  await requireOwnInstallation(db, { installation, config });
});
