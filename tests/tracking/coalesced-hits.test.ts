import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { cloneDatabase } from '../helpers/database';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { countStatements } from '../helpers/statements';

const db = await cloneDatabase();
const { deps, app, mailOf } = await sendIssue(db, 30);
const ask = async (path: string) => (await app.request(path)).status;
const clicksOf = (n: number) => mailOf(n).clicks;

/** Hits of each delivery, by its reader's number. */
async function countHits(): Promise<Record<number, number>> {
  const { rows } = await sql<{ n: number; hits: number }>`
    select substring(subscribers.email from '\\d+')::int as n, count(*) as hits
    from hits join deliveries on deliveries.id = hits.delivery_id
      join subscribers on subscribers.id = deliveries.subscriber_id
    group by 1 order by 1`.execute(db);
  return Object.fromEntries(rows.map(({ n, hits }) => [n, hits]));
}

const countHours = async () => {
  const rows = await db.selectFrom('hit_hours').select('hits').orderBy('hits').execute();
  return rows.map((row) => row.hits);
};
const readers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, nth) => from + nth);

beforeEach(async () => {
  for (const table of ['hits', 'hit_hours', 'lost_hits'] as const)
    await db.deleteFrom(table).execute();
});

describe('clicks and opens that come at once', () => {
  it('are each recorded, with a handful of statements for all of them', async () => {
    const { counted, statements } = countStatements(db);
    const busy = createApp({ ...deps, db: counted });
    const paths = readers(1, 20).flatMap((n) => [mailOf(n).pixel, clicksOf(n)[0], clicksOf(n)[1]]);
    const asked = paths.filter((path) => path !== undefined);
    const answers = await Promise.all(asked.map((path) => busy.request(path)));
    expect(answers.map(({ status }) => status).filter((status) => status >= 400)).toEqual([]);
    // Every second reader has said yes to opens, so there are 10 pixels and 40 clicks.
    expect(Object.values(await countHits()).toSorted()).toEqual([
      ...Array(10).fill(2),
      ...Array(10).fill(3),
    ]);
    expect(statements()).toBeLessThan(15);
  });

  it('lead each to its own destination', async () => {
    const paths = readers(1, 10).flatMap((n) => clicksOf(n));
    const alone = [];
    for (const path of paths) alone.push((await app.request(path)).headers.get('location'));
    const concurrency = await Promise.all(paths.map((path) => app.request(path)));
    expect(concurrency.map(({ headers }) => headers.get('location'))).toEqual(alone);
    expect(new Set(alone).size).toBeGreaterThan(1);
  });

  it('of one delivery past a hundred in an hour move only the counter', async () => {
    await Promise.all(Array.from({ length: 60 }, () => ask(clicksOf(3)[0]!)));
    await Promise.all(Array.from({ length: 70 }, () => ask(clicksOf(3)[0]!)));
    await Promise.all(readers(4, 8).map((n) => ask(clicksOf(n)[0]!)));
    expect(await countHits()).toEqual({ 3: 100, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1 });
    expect(await countHours()).toEqual([1, 1, 1, 1, 1, 130]);
  });

  it('cost only the one that the database rejects, which is counted as lost', async () => {
    const { id } = await db
      .selectFrom('deliveries')
      .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
      .select('deliveries.id')
      .where('subscribers.email', '=', 'reader5@example.com')
      .executeTakeFirstOrThrow();
    const broken = sql.raw(`check (delivery_id <> ${id}) not valid`);
    await sql`alter table hits add constraint broken ${broken}`.execute(db);
    const statuses = await Promise.all(readers(1, 12).map((n) => ask(clicksOf(n)[0]!)));
    await sql`alter table hits drop constraint broken`.execute(db);
    expect(new Set(statuses)).toEqual(new Set([302]));
    const hits = await countHits();
    expect(Object.keys(hits)).toEqual(['1', '2', '3', '4', '6', '7', '8', '9', '10', '11', '12']);
    expect(new Set(Object.values(hits))).toEqual(new Set([1]));
    const lost = await db.selectFrom('lost_hits').select(['kind', 'hits']).execute();
    expect(lost).toEqual([{ kind: 'click', hits: 1 }]);
  });

  it('record nothing of a reader who is erased or has withdrawn consent, and everything of the others', async () => {
    const state = (n: number, set: object) =>
      db
        .updateTable('subscribers')
        .set(set)
        .where('email', '=', `reader${n}@example.com`)
        .execute();
    const pixels = [21, 23, 25, 27].map((n) => mailOf(n).pixel!);
    await state(23, { opens_consent_at: null });
    const erased = { email: null, email_key: null, email_hash: null, state: 'erased' };
    await state(25, { ...erased, erased_at: deps.now() });
    await Promise.all([...pixels, clicksOf(25)[0]!].map(ask));
    expect(await countHits()).toEqual({ 21: 1, 27: 1 });
  });

  it('that are looked at from two processes at once end with the right counters', async () => {
    const other = createApp(deps);
    const ask = (nth: number) => (nth % 2 ? app : other).request(clicksOf(1 + (nth % 15))[0]!);
    await Promise.all(Array.from({ length: 120 }, (_, nth) => ask(nth)));
    expect(await countHours()).toEqual(Array(15).fill(8));
    expect(new Set(Object.values(await countHits()))).toEqual(new Set([8]));
  });
});
