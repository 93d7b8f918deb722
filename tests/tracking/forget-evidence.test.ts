import { expect, it } from 'vitest';
import { sweepJob } from '../../jobs/sweep';
import { eraseReader } from '../../src/audience/erase';
import { readReport } from '../../src/statistics/report';
import { recountVotes } from '../../src/votes/recount';
import { reclassify, settleVotes } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { findReader } from '../helpers/fixtures/sign-up';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 12);
const { clock } = deps;
await restoreBeforeEach(db, clock);
const { look, press, pressNow, record } = readerActions({ app, clock });

const settle = () => settleVotes(db, { at: clock.now() });
const sweep = () => sweepJob.run(deps, clock.now());
const report = () => readReport(db, { number: issue.number });
const idOf = async (n: number) => (await findReader(deps, `reader${n}@example.com`))!.id;

async function erase(n: number): Promise<number> {
  const subscriberId = await idOf(n);
  await eraseReader(db, { subscriberId, actor: 'test', at: clock.now() });
  return subscriberId;
}

function hitsOf(subscriberId: number) {
  return db
    .selectFrom('hits')
    .innerJoin('deliveries', 'deliveries.id', 'hits.delivery_id')
    .select(['hits.user_agent', 'hits.network', 'hits.evidence', 'class', 'reasons'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('hits.id')
    .execute();
}

const classifications = async (subscriberId: number) =>
  (await hitsOf(subscriberId)).map(({ class: hitClass, reasons }) => ({
    class: hitClass,
    reasons,
  }));
const FORGOTTEN = { user_agent: null, network: null, evidence: {} };

/** Opens, clicks and votes of a person and a scanner, on readers n and n + 1. */
async function happen(n: number): Promise<void> {
  await look(mailOf(n).clicks[0]!);
  await app.request(mailOf(n).pixel ?? '/', { headers: { 'user-agent': 'Mozilla/5.0' } });
  await press(mailOf(n).votes[0]!);
  await look(mailOf(n).votes[3]!);
  await record(mailOf(n).votes[3]!);
  for (const path of mailOf(n + 1).votes.slice(0, 6)) {
    await look(path);
    await pressNow(path);
    clock.advance(50);
  }
  clock.advance(20 * MINUTE_MS);
  await settle();
}

it('an erasure clears who made the hits, keeps what they were classified, and no number of the report moves', async () => {
  await happen(1);
  const before = await report();
  expect(before.votes).toMatchObject({ counted: 2, held: 3 });
  for (const n of [1, 2]) {
    const subscriberId = await idOf(n);
    const classified = await classifications(subscriberId);
    expect(classified.length).toBeGreaterThan(3);
    await erase(n);
    await sweep();
    expect(await classifications(subscriberId)).toEqual(classified);
    for (const hit of await hitsOf(subscriberId)) expect(hit).toMatchObject(FORGOTTEN);
  }
  expect(await report()).toEqual(before);
});

it('classifying everything again afterwards changes no class and no number', async () => {
  await happen(1);
  for (const n of [1, 2]) await erase(n);
  await sweep();
  const before = await report();
  const classified = await db.selectFrom('hits').select(['id', 'class', 'reasons']).execute();
  await reclassify(db, { at: clock.now() });
  await recountVotes(db);
  expect(await report()).toEqual(before);
  expect(await db.selectFrom('hits').select(['id', 'class', 'reasons']).execute()).toEqual(
    classified,
  );
});

it('leaves the hits of every other reader as they are', async () => {
  await happen(3);
  await erase(5);
  await sweep();
  const hits = [...(await hitsOf(await idOf(3))), ...(await hitsOf(await idOf(4)))];
  expect(hits.length).toBeGreaterThan(8);
  for (const { user_agent } of hits) expect(user_agent).not.toBeNull();
});

it('a recent hit is classified first, with all its evidence, and then forgotten', async () => {
  for (const path of mailOf(6).votes.slice(0, 6)) await look(path);
  clock.advance(9 * MINUTE_MS);
  const subscriberId = await erase(6);
  await sweep();
  for (const { user_agent } of await hitsOf(subscriberId)) expect(user_agent).not.toBeNull();
  clock.advance(MINUTE_MS);
  await settle();
  await sweep();
  for (const hit of await hitsOf(subscriberId)) {
    expect(hit).toMatchObject({ ...FORGOTTEN, class: 'machine' });
  }
});

it('however long classifying is delayed after an erasure, the hits are forgotten once they are classified', async () => {
  for (const path of mailOf(10).votes.slice(0, 6)) await look(path);
  const subscriberId = await erase(10);
  for (let day = 0; day < 5; day += 1) {
    clock.advance(DAY_MS);
    await sweep();
  }
  for (const { user_agent } of await hitsOf(subscriberId)) expect(user_agent).not.toBeNull();
  await settle();
  await sweep();
  for (const hit of await hitsOf(subscriberId)) {
    expect(hit).toMatchObject({ ...FORGOTTEN, class: 'machine' });
  }
});

it('readers with nothing left to forget are not looked at again', async () => {
  await happen(1);
  for (const n of [1, 2]) await erase(n);
  clock.advance(2 * DAY_MS);
  await sweep();
  const erased = db.selectFrom('subscribers').select('id as subscriber_id').orderBy('id');
  const done = db.selectFrom('forgotten_readers').select('subscriber_id').orderBy('subscriber_id');
  expect(await done.execute()).toEqual(await erased.where('state', '=', 'erased').execute());
});

it('after an erasure links still lead on, and nothing more is recorded of who follows them', async () => {
  await erase(7);
  const count = () => db.selectFrom('hits').select('id').execute();
  const before = await count();
  const { clicks, votes, unsubscribe, pixel } = mailOf(7);
  expect((await look(clicks[0]!)).status).toBe(302);
  expect((await look(unsubscribe)).status).toBe(200);
  await app.request(pixel!);
  for (const answer of [await look(votes[0]!), await pressNow(votes[0]!), await record(votes[0]!)])
    expect(answer.status).toBe(404);
  expect(await count()).toEqual(before);
});

it('erasing by the one-time link forgets the hits with the same press', async () => {
  await happen(8);
  const subscriberId = await idOf(8);
  const { id } = await db
    .insertInto('one_time_links')
    .values({ subscriber_id: subscriberId, kind: 'manage', made_at: clock.now() })
    .returning('id')
    .executeTakeFirstOrThrow();
  const body = new URLSearchParams({ act: 'erase' });
  await app.request(`/manage/${deps.signer.sign('m', id)}`, { method: 'POST', body });
  for (const hit of await hitsOf(subscriberId)) expect(hit).toMatchObject(FORGOTTEN);
});
