import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { sendIssue } from '../helpers/fixtures/sent-issue';

it('the feed lists what went out, with the archive’s links, and no token', async () => {
  const db = await cloneDatabase();
  const { app, issue } = await sendIssue(db, 1);
  await db
    .updateTable('issues')
    .set({ subject: 'A & B <three>\u0007 "four"' })
    .where('id', '=', issue.id)
    .execute();
  const answer = await app.request('/feed.xml');
  expect(answer.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
  const xml = await answer.text();
  expect(xml).toContain('<title>A &amp; B &lt;three&gt; &quot;four&quot;</title>');
  expect(xml).toContain(`<id>https://verdicts.example.com/issues/${issue.number}</id>`);
  expect(xml.match(/<entry>/g)).toHaveLength(1);
  expect(xml).not.toMatch(/[a-z2-7]{42}/);
});

it('the feed is XML whatever was kept before text was cleaned', async () => {
  const db = await cloneDatabase();
  const { app, issue } = await sendIssue(db, 1);
  const subject = 'Zed\uffff\ufffe\u0001\u0085 🚀';
  await db.updateTable('issues').set({ subject }).where('id', '=', issue.id).execute();
  const xml = await (await app.request('/feed.xml')).text();
  expect(xml).toContain('<title>Zed 🚀</title>');
  expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
});

it('the feed is there before the first issue', async () => {
  const deps = await makeDeps(await cloneDatabase());
  const xml = await (await createApp(deps).request('/feed.xml')).text();
  expect(xml).toContain('<title>Weekly AI Tool Verdicts</title>');
  expect(xml).not.toContain('<entry>');
});
