import { expect, it } from 'vitest';
import { cloneDatabase } from '../helpers/database';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';

const db = await cloneDatabase();
const { app, deps, mailOf } = await sendIssue(db, 3);
const { look, press } = readerActions({ app, clock: deps.clock });
const link = mailOf(1).votes[0]!;
const { tool_id, slug } = await db
  .selectFrom('links')
  .innerJoin('comparisons', 'comparisons.id', 'links.comparison_id')
  .select(['links.tool_id', 'comparisons.slug'])
  .where('links.kind', '=', 'vote')
  .orderBy('links.n')
  .executeTakeFirstOrThrow();

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

async function setTally(ship: number, skip: number): Promise<void> {
  await db.deleteFrom('tallies').execute();
  await db.insertInto('tallies').values({ tool_id: tool_id!, ship, skip }).execute();
}

/** The vote page of a reader who voted ship after these votes of others. */
async function readVoted(ship: number, skip: number): Promise<string> {
  await setTally(ship, skip);
  await press(link);
  await setTally(ship, skip);
  return (await look(link)).text();
}

it('before a vote the page shows no count, so that nobody is led', async () => {
  await setTally(60, 40);
  const page = await (await app.request(link)).text();
  const main = /<main.*<\/main>/s.exec(page)![0];
  expect(textOf(main)).not.toMatch(/%|votes/);
});

it('after a vote it shows the panel’s split and how this reader’s other votes stand', async () => {
  const other = mailOf(1).votes[3]!;
  await press(other);
  const page = textOf(await (await press(link)).text());
  expect(page).toMatch(/The panel: \d+% ship\./);
  expect(page).toMatch(
    /Your other votes in this issue.*: you said Skip\. Community so far: 1 vote\./,
  );
  expect(page).toContain('Read the full comparison');
});

it('below the floor of 20 the vote page shows how many votes there are, and no percentage', async () => {
  const page = await readVoted(19, 0);
  expect(textOf(page)).toContain('19 votes so far. We show a percentage once there are 20 votes.');
  expect(textOf(page)).not.toContain('% community');
});

it('from the floor on it shows the share, its bar, over how many votes, and what counts as one', async () => {
  const page = await readVoted(15, 5);
  expect(textOf(page)).toContain('75% community ship');
  expect(textOf(page)).toContain('Based on 20 votes: each reader’s latest on this tool.');
  expect(page).toContain('<rect width="75"');
});

it('a single vote is called a vote', async () => {
  expect(textOf(await readVoted(1, 0))).toContain('1 vote so far.');
});

it('the comparison page shows a dash without votes, and says what its numbers count', async () => {
  await db.deleteFrom('tallies').execute();
  const page = textOf(await (await app.request(`/comparisons/${slug}`)).text());
  expect(page.match(/Community—/g)).toHaveLength(2);
  expect(page).toContain('Below 20 votes, we show only how many there are.');
});
