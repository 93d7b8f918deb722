import { sql } from 'kysely';
import type { Choice } from '../../emails/props';
import { createApp } from '../../src/app';
import { importReaders } from '../../src/audience/lists/import-readers';
import { getIssue, type Issue } from '../../src/issues/find';
import type { Database } from '../../src/platform/database';
import { setSetting } from '../../src/platform/settings/settings';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { countVotes } from '../../src/votes/count-votes';
import { recountVotes } from '../../src/votes/recount';
import { settleVotes } from '../../src/votes/settle-votes';
import { HOUR_MS, makeDeps, type TestDeps } from './deps';
import { LOOK, PRESS, readerActions } from './reader-actions';
import { openNextDraft, planRelease } from './week';

export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * HOUR_MS;
const { 'user-agent': AGENT, ...LOOK_HEADERS } = LOOK;
const { 'user-agent': _, ...PRESS_HEADERS } = PRESS;

/** `tool` is its place in the issue, 0 or 1. */
export interface Vote {
  place?: number;
  choice?: Choice;
}

/** An issue with an open ballot for these readers, and what they and the next weeks can do. */
export async function openBallotFixture(db: Database, addresses: string[]) {
  const deps = await makeDeps(db);
  const { clock } = deps;
  await setSetting(db, { name: 'entries-an-issue', value: '1', at: clock.now() });
  await addAddresses(deps, addresses);
  const first = await planRelease(deps);
  const reading = readerActions({ app: createApp(deps), clock });
  const pathOf = (issue: Issue, email: string, vote: Vote = {}) =>
    findPath(deps, { issue, email, ...vote });
  return {
    deps,
    clock,
    first,
    reading,
    pathOf,
    press: async (issue: Issue, email: string, vote?: Vote) =>
      reading.press(await pathOf(issue, email, vote)),
    /** Opens three links within a fifth of a second, looks at the page and presses its button. */
    scan: async (issue: Issue, email: string) => {
      for (const vote of [{}, { place: 1 }, { place: 1, choice: 'skip' }] as const) {
        const path = await pathOf(issue, email, vote);
        await reading.look(path);
        clock.advance(40);
        await reading.pressNow(path);
        clock.advance(40);
      }
    },
    plan: () => planDueIssues(db, { actor: 'send-due', at: clock.now() }),
    planNext: () => planNext(deps),
    settle: () => settleVotes(db, { at: clock.now() }),
  };
}

export async function addAddresses(deps: TestDeps, addresses: string[]): Promise<void> {
  const { db, installation, now } = deps;
  const csv = ['email,opens', ...addresses.map((email) => `${email},no`)].join('\n');
  await importReaders(db, { csv, consent: 'at a fair', installation, actor: 'test', at: now() });
}

/** Next week's draft, released six days and 23 hours later, an hour before it goes out. */
export async function releaseNext(deps: TestDeps): Promise<Issue> {
  deps.clock.advance(7 * DAY_MS - HOUR_MS);
  const { number } = await openNextDraft(deps);
  const sendAt = new Date(deps.now().getTime() + HOUR_MS);
  await release(deps, { number, sendAt, actor: 'Edda', at: deps.now() });
  return getIssue(deps.db, number);
}

async function planNext(deps: TestDeps): Promise<Issue> {
  const { number } = await releaseNext(deps);
  deps.clock.advance(HOUR_MS);
  await planDueIssues(deps.db, { actor: 'send-due', at: deps.now() });
  return getIssue(deps.db, number);
}

async function findPath(
  { db, signer }: TestDeps,
  { issue, email, place = 0, choice = 'ship' }: Vote & { issue: Issue; email: string },
): Promise<string> {
  const { rows } = await sql<{ id: number; n: number }>`
    select deliveries.id, links.n from deliveries join subscribers on subscribers.id = subscriber_id
      join links on links.issue_id = deliveries.issue_id
    where deliveries.issue_id = ${issue.id} and subscribers.email = ${email} and kind = 'vote'
      and choice = ${choice} order by n offset ${place} limit 1`.execute(db);
  const { id, n } = rows[0]!;
  await markTaken(db, issue);
  return `/v/${signer.sign('v', id)}/${n}`;
}

/** Voters have the mail, so Resend has accepted it. */
async function markTaken(db: Database, { id }: Issue): Promise<void> {
  await sql`update deliveries set state = 'accepted', accepted_at = now(), resend_id = 'taken-' || id
    where issue_id = ${id} and state = 'waiting'`.execute(db);
}

/** Many votes at once, as rows: all looked at the page and pressed its button at this moment. */
export async function voteAsRows(
  { db, clock }: Pick<TestDeps, 'db' | 'clock'>,
  { issue, emails, place = 0, choice = 'ship' }: Vote & { issue: Issue; emails: string[] },
): Promise<void> {
  const at = clock.now();
  await markTaken(db, issue);
  const { rows } = await sql<{ tool_id: string; mailbox_id: number }>`
    with voter as (
      select deliveries.* from deliveries join subscribers on subscribers.id = subscriber_id
      where issue_id = ${issue.id} and subscribers.email = any(${emails}::text[])
    ), link as (
      select n, tool_id from links where issue_id = ${issue.id} and kind = 'vote'
        and choice = ${choice} order by n offset ${place} limit 1
    ), look as (
      insert into hits (at, delivery_id, kind, link_n, method, user_agent, evidence)
      select ${at}::timestamptz - interval '5 s', id, 'vote', n, 'GET', ${AGENT},
        ${JSON.stringify(LOOK_HEADERS)}::jsonb from voter cross join link
    ), press as (
      insert into hits (at, delivery_id, kind, link_n, method, user_agent, evidence)
      select ${at}, id, 'vote', n, 'POST', ${AGENT}, ${JSON.stringify(PRESS_HEADERS)}::jsonb
      from voter cross join link returning id, delivery_id
    )
    insert into casts (at, issue_id, delivery_id, subscriber_id, mailbox_id, tool_id, choice, standing,
      hit_id)
    select ${at}, issue_id, voter.id, subscriber_id, mailbox_id, tool_id, ${choice}, 'confirmed',
      press.id
    from voter join press on press.delivery_id = voter.id cross join link
    returning tool_id, mailbox_id`.execute(db);
  await countVotes(db, rows);
}

/** The community by tool: "2:1" for two ships and one skip. */
export async function readFigures(db: Database, issue: Issue): Promise<string[]> {
  const { rows } = await sql<{ figure: string }>`
    select coalesce(ship, 0) || ':' || coalesce(skip, 0) as figure
    from links left join tallies using (tool_id)
    where issue_id = ${issue.id} and kind = 'vote' and choice = 'ship' order by n`.execute(db);
  return rows.map(({ figure }) => figure);
}

/** As in the frozen result; empty without one. */
export async function readResult(db: Database, issue: Issue): Promise<string[]> {
  const { rows } = await sql<{ figure: string }>`
    select result.ship || ':' || result.skip as figure
    from links join ballot_results as result using (issue_id, tool_id)
    where issue_id = ${issue.id} and kind = 'vote' and choice = 'ship' order by n`.execute(db);
  return rows.map(({ figure }) => figure);
}

export function readBallot(db: Database, { id }: Issue) {
  return db.selectFrom('ballots').selectAll().where('issue_id', '=', id).executeTakeFirstOrThrow();
}

/** By address, as the mails say it; readers who said nothing are left out. */
export async function readOwnVotes(db: Database, { id }: Issue): Promise<Record<string, string>> {
  const { rows } = await sql<{ email: string; own_votes: string }>`
    select subscribers.email, own_votes from deliveries join subscribers on subscribers.id = subscriber_id
    where issue_id = ${id} and own_votes is not null order by subscribers.id`.execute(db);
  return Object.fromEntries(rows.map(({ email, own_votes }) => [email, own_votes]));
}

/** Every vote and tally, before and after a recount from the casts. */
export async function readCounts(db: Database) {
  const read = async () => ({
    votes: await db.selectFrom('votes').selectAll().orderBy('cast_id').execute(),
    tallies: await db.selectFrom('tallies').selectAll().orderBy('tool_id').execute(),
  });
  const counted = await read();
  await recountVotes(db);
  return { counted, recounted: await read() };
}
