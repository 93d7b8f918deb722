import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../src/platform/database';
import { closeBallots } from '../../src/votes/ballots/close-ballots';
import { settleVotes } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { LOOK, PRESS, readerActions, SCRIPT } from '../helpers/fixtures/reader-actions';
import { type SentMail, sendIssue } from '../helpers/fixtures/sent-issue';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const MINUTE_MS = 60_000;
const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 8);
const { clock } = deps;
await restoreBeforeEach(db, clock);
const { look, record, pressNow } = readerActions({ app, clock });

/** A scanner's browser, on another network than the reader's. */
const SCANNER = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'cf-connecting-ip': '198.51.100.7',
};

/** Every vote page of a mail within seconds, scripts run and, if told, buttons pressed. */
async function scan({ votes }: SentMail, { presses }: { presses: boolean }): Promise<void> {
  const ask = (path: string, headers: Record<string, string>, method = 'POST') =>
    app.request(path, { method, headers: { ...headers, ...SCANNER } });
  for (const path of votes) {
    await ask(path, LOOK, 'GET');
    clock.advance(50);
    await ask(`${path}/provisional`, SCRIPT);
    clock.advance(50);
    if (presses) await ask(path, PRESS);
    clock.advance(50);
  }
}

/** The page as a reader's browser shows it after its script. */
async function readPage(path: string): Promise<string> {
  const html = await (await look(path)).text();
  clock.advance(1_000);
  return html.includes('data-provisional') ? (await record(path)).text() : html;
}

const heading = (html: string) => /<h1[^>]*>(.*?)<\/h1>/.exec(html)?.[1];

async function counted(n: number): Promise<string[]> {
  const { rows } = await sql<{ choice: string }>`select votes.choice from votes
    join subscribers using (mailbox_id) where email = ${`reader${n}@example.com`}`.execute(db);
  return rows.map((row) => row.choice);
}

async function settleLater(): Promise<void> {
  clock.advance(60 * MINUTE_MS);
  await settleVotes(db, { at: clock.now() });
}

describe.each([
  ['ran every page’s script', { presses: false }, 1],
  ['pressed every button', { presses: true }, 3],
])('a reader who comes two minutes after a scanner that %s', (_, how, first) => {
  it('is asked, and not shown votes that only the scanner cast', async () => {
    const mail = mailOf(first);
    await scan(mail, how);
    clock.advance(2 * MINUTE_MS);
    const html = await (await look(mail.votes[0]!)).text();
    expect(heading(html)).toMatch(/^Ship or skip /);
    expect(html).not.toMatch(/You said|Your other votes|Recorded/);
  });

  it('ends with what the page recorded for them', async () => {
    const mail = mailOf(first + 1);
    await scan(mail, how);
    clock.advance(2 * MINUTE_MS);
    expect(heading(await readPage(mail.votes[0]!))).toBe('Recorded: Ship');
    await settleLater();
    expect(await counted(first + 1)).toEqual(['ship']);
  });

  it('ends with what they pressed', async () => {
    const mail = mailOf(first);
    await scan(mail, how);
    clock.advance(2 * MINUTE_MS);
    await readPage(mail.votes[3]!);
    clock.advance(5_000);
    expect(heading(await (await pressNow(mail.votes[3]!)).text())).toBe('Recorded: Skip');
    await settleLater();
    expect(await counted(first)).toEqual(['skip']);
  });
});

describe('what one visitor has said', () => {
  it('is recorded by another device of the same reader again, and is still one vote', async () => {
    const path = mailOf(5).votes[0]!;
    expect(heading(await readPage(path))).toBe('Recorded: Ship');
    const elsewhere = { headers: { ...LOOK, 'user-agent': SCANNER['user-agent'] } };
    expect(await (await app.request(path, elsewhere)).text()).toContain('data-provisional');
    await settleLater();
    expect(await counted(5)).toEqual(['ship']);
    expect(heading(await (await app.request(path, elsewhere)).text())).toBe('Recorded: Ship');
  });
});

it('a result that is frozen two minutes after that has the reader’s vote, and none of the scanner’s', async () => {
  await readPage(mailOf(5).votes[0]!);
  for (const [n, presses] of [
    [6, false],
    [7, true],
  ] as const) {
    await scan(mailOf(n), { presses });
    clock.advance(2 * MINUTE_MS);
    await readPage(mailOf(n).votes[1]!);
  }
  clock.advance(2 * MINUTE_MS);
  await inTransaction(db, (tx) => closeBallots(tx, { at: clock.now() }));
  const { rows } = await sql<{ ship: number; skip: number }>`
    select ship, skip from ballot_results join links using (issue_id, tool_id)
    where issue_id = ${issue.id} and choice = 'ship' order by n`.execute(db);
  expect(rows[0]).toEqual({ ship: 1, skip: 2 });
  const votes = rows.reduce((sum, { ship, skip }) => sum + ship + skip, 0);
  expect(votes).toBe(3);
});
