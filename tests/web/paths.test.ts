import { describe, expect, it } from 'vitest';
import { readPath } from '../../src/web/read-path';
import { cloneDatabase } from '../helpers/database';
import { PUBLIC_URL } from '../helpers/deps';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader, signUp } from '../helpers/fixtures/sign-up';
import { readFingerprints } from '../helpers/table-counts';

const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 30);
const comparison = await db.selectFrom('comparisons').select('slug').executeTakeFirstOrThrow();
const tool = await db.selectFrom('tools').select('slug').executeTakeFirstOrThrow();

/** What mail programs, chats and people add to links. */
const ADDED = [
  '/',
  '//',
  '/%20',
  '/\u201d.',
  "/'",
  "/'.",
  '/:',
  '/&',
  '%20',
  '%0A',
  '%09',
  '\u00a0',
  '%C2%A0',
  '\u2009',
  '\u3000',
  '\u201d',
  '%E2%80%9D',
  '\u201c.',
  '\u2019',
  '\u2026',
  '...',
  '\u00bb',
  '\u203a,',
  '*',
  '**',
  '_',
  '~~',
  '`',
  '\u2014',
  '\u2013',
  '-',
  '\uff09\u3002',
  '\uff01',
  '\u3001',
  '\u300d',
  '&gt;',
  '&amp;gt;',
  '&quot;',
  '%3E',
  '>',
  '"',
  '%22%3Ehere%3C/a%3E',
  ')',
  ').',
  '%29',
  ']',
  '|',
  '\\_',
  ';',
  "'s",
  '=',
  '%3D',
  '=20',
  '=%0D%0A',
  '\u200b',
  '%E2%80%8B',
  '\ufeff',
  '\u2060.',
  '.Then',
  'です',
  '%',
  '%E2%80',
  '%E0%A4%A',
].map((added) => [added] as const);

async function ask(path: string, init: RequestInit = {}): Promise<Response> {
  // As over a socket: other characters are percent-encoded, backslashes aren't turned.
  return app.request(`http://localhost${encodeURI(path).replace(/%25/g, '%')}`, init);
}

const pages = [
  `/issues/${issue.number}`,
  `/issues/${issue.number}/results`,
  `/comparisons/${comparison.slug}`,
  `/tools/${tool.slug}`,
  '/issues',
  '/how-votes-count',
  '/signup',
  '/feed.xml',
];
const linked = [
  mailOf(1).votes[0]!,
  mailOf(1).clicks[0]!,
  mailOf(1).pixel!,
  mailOf(1).unsubscribe,
  `/preferences/${deps.signer.sign('p', 1)}`,
];

describe.each(ADDED)('with %j added behind it', (added) => {
  it('every path of ours is read as it was meant', () => {
    for (const path of [...pages, ...linked, '/confirm/aaa', '/manage/aaa']) {
      expect(readPath({ url: `http://localhost${path}${added}` })).toBe(path);
    }
  });

  it('a link in a mail does what it does without', async () => {
    for (const [path, status] of [
      [linked[0]!, 200],
      [linked[1]!, 302],
    ] as const) {
      const answer = await ask(path + added);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([status, 'no-store']);
    }
  });

  it('a page is to be had at its one address', async () => {
    const answer = await ask(`${pages[0]}${added}?utm_source=mail`);
    const location = answer.headers.get('location');
    expect([answer.status, location]).toEqual([301, `${pages[0]}?utm_source=mail`]);
  });
});

it.each(linked)(
  '%s opens by GET and HEAD with a quotation mark behind it, and never leads to itself',
  async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const [plain, meant] = [await ask(path, { method }), await ask(`${path}\u201d`, { method })];
      expect(meant.status).toBe(plain.status);
      expect(meant.headers.get('location')).toBe(plain.headers.get('location'));
    }
  },
);

it.each(['/', ...pages])('%s is one page at one address, which it names', async (path) => {
  const [moved, page] = [await ask(`${path}%C2%A0`), await ask(path)];
  expect([moved.status, moved.headers.get('location')]).toEqual([301, path]);
  expect([page.status, page.headers.get('link')]).toEqual([
    200,
    `<${PUBLIC_URL}${path}>; rel="canonical"`,
  ]);
});

it('the one-click POST stops a reader whatever was added to its link', async () => {
  for (const [at, added] of ['\u201d', '%C2%A0', '&gt;', '=', '/', '\u2026', '=%0D%0A'].entries()) {
    const n = at + 10;
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const answer = await ask(mailOf(n).unsubscribe + added, { method: 'POST', body });
    expect(answer.status, added).toBe(200);
    expect((await findReader(deps, `reader${n}@example.com`))!.state).toBe('unsubscribed');
  }
});

it('a confirm link works with what was added to it', async () => {
  const { path } = await signUp(deps, 'newcomer@example.com', { from: '198.51.100.1' });
  expect((await ask(`${path}%C2%A0\u201d`)).status).toBe(200);
  const pressed = await ask(`${path.toUpperCase()})`, { method: 'POST' });
  expect(pressed.status).toBe(200);
  expect((await findReader(deps, 'newcomer@example.com'))!.state).toBe('confirmed');
});

it('a token may be broken by line ends, doubled slashes, upper case and what cannot be seen', async () => {
  const [, , token, n] = mailOf(4).votes[0]!.split('/') as [string, string, string, string];
  const [head, tail] = [token.slice(0, 20), token.slice(20)];
  for (const path of [
    `/V/${token.toUpperCase()}/${n}`,
    `//v//${token}//${n}//`,
    `/v/${head}=%0D%0A${tail}/${n}`,
    `/v/${head}=${tail}/${n}`,
    `/v/${head}%0A${tail}/${n}`,
    `/v/${head}\u200b${tail}/${n}`,
    `/v/${head}%C2%AD${tail}/${n}`,
    `/v/${head}%20${tail}.%20/${n}`,
    `/v/${head}=%0D%0A${tail}\u201d/${n}`,
    `/v/${token}./${n}`,
    `/v%2F${token}%2F${n}`,
  ]) {
    expect((await ask(path)).status, path).toBe(200);
  }
});

it('what is none of ours stays missing, changes nothing and leads nowhere', async () => {
  const [, , token] = mailOf(5).votes[0]!.split('/') as [string, string, string];
  const before = await readFingerprints(db);
  for (const path of [
    '/.env',
    '/.git/config',
    '/issues.php',
    '/wp-login.php',
    '/issues/999999.',
    '/issues/%E0%A4%A',
    '/%E0%A4%A',
    '/issues/1x',
    '/issues/%00',
    '/issues%00',
    "/issues/'--",
    '/issues/<script>',
    '/issues/..%2f..',
    '/issues/%F0%9F%8F%8E',
    '/comparisons/nothing\u201d',
    '//evil.example.com',
    '/%2F%2Fevil.example.com',
    '/%5Cevil.example.com',
    `/v/${token}/1e1`,
    `/v/${token}/-1`,
    `/v/${token.slice(0, -1)}\u201d/1`,
    `/v/${token}a/1`,
    `/v/x${token}/1`,
    `/issues/${'1'.repeat(5_000)}`,
    `/${'\u201d'.repeat(3_000)}`,
  ]) {
    for (const method of ['GET', 'POST', 'HEAD']) {
      const answer = await ask(path, { method });
      expect([answer.status, answer.headers.get('location')], `${method} ${path}`).toEqual([
        404,
        null,
      ]);
    }
  }
  expect(await readFingerprints(db)).toEqual(before);
});

it('a list that goes on is canonical with its place', async () => {
  const answer = await ask('/issues?before=9&utm_source=x');
  expect(answer.headers.get('link')).toBe(`<${PUBLIC_URL}/issues?before=9>; rel="canonical"`);
});

it('reading a path takes time in proportion to its length, whatever stands in it', () => {
  const parts = [
    '!',
    '-',
    '=',
    '%20',
    '%',
    '&',
    '/',
    '.',
    'a-',
    '=%0D',
    '&gt',
    '\u200b',
    '<',
    'a=',
    '//',
  ];
  for (const part of parts) {
    const url = `http://localhost/${part.repeat(Math.floor(1_900 / encodeURI(part).length))}x`;
    const started = performance.now();
    for (let time = 0; time < 100; time += 1) readPath({ url });
    expect(performance.now() - started, part).toBeLessThan(500);
  }
});
