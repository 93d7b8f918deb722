import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/app';
import { readReport } from '../../src/statistics/report';
import { RULE_VERSION } from '../../src/tracking/machine';
import { recountVotes } from '../../src/votes/recount';
import { reclassify, settleVotes } from '../../src/votes/settle-votes';
import { cloneDatabase } from '../helpers/database';
import { LOOK, readerActions } from '../helpers/fixtures/reader-actions';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readFingerprints } from '../helpers/table-counts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const db = await cloneDatabase();
const { deps, issue, app, mailOf } = await sendIssue(db, 30);
const { clock } = deps;
await restoreBeforeEach(db, clock);
const { look, press, pressNow, record } = readerActions({ app, clock });

const settle = () => settleVotes(db, { at: clock.now() });
const votesOf = async () => (await readReport(db, { number: issue.number })).votes;
const readerOf = (n: number) =>
  db
    .selectFrom('subscribers')
    .select('id')
    .where('email', '=', `reader${n}@example.com`)
    .executeTakeFirstOrThrow();

/** What counts of this reader, by tool in the mail's order: "ship", "skip". */
async function counted(n: number): Promise<string[]> {
  const { id } = await readerOf(n);
  const { rows } = await sql<{ choice: string }>`select votes.choice from votes
    join links on links.tool_id = votes.tool_id and links.choice = 'ship'
    join subscribers using (mailbox_id) where subscribers.id = ${id} order by links.n`.execute(db);
  return rows.map((row) => row.choice);
}

async function classifiedCasts(n: number) {
  const { id } = await readerOf(n);
  return db
    .selectFrom('casts')
    .leftJoin('cast_classifications', 'cast_classifications.cast_id', 'casts.id')
    .select(['casts.choice', 'casts.standing', 'held', 'reasons', 'settled_at'])
    .where('subscriber_id', '=', id)
    .orderBy('casts.id')
    .execute();
}

/** Looks at a link's page and presses its button, 50 ms apart, as a scanner does. */
async function scan(paths: string[]): Promise<void> {
  for (const path of paths) {
    await look(path);
    clock.advance(50);
    await pressNow(path);
    clock.advance(50);
  }
}

/** Three readers vote, the mails of two others are scanned, one of them after its reader’s vote. */
async function playADay(): Promise<void> {
  for (const n of [1, 2, 8]) await press(mailOf(n).votes[0]!);
  clock.advance(HOUR_MS);
  for (const n of [8, 9]) await scan(mailOf(n).votes);
  clock.advance(HOUR_MS);
  await settle();
}

async function expectRecountToAgree(): Promise<void> {
  const read = async () => ({
    votes: await db.selectFrom('votes').selectAll().orderBy('cast_id').execute(),
    tallies: await db.selectFrom('tallies').selectAll().orderBy('tool_id').execute(),
  });
  const before = await read();
  await recountVotes(db);
  expect(await read()).toEqual(before);
}

describe('a hit', () => {
  it('stays unsure until ten minutes have passed, then keeps its class, reasons and rule version', async () => {
    const hitsOfKind = (kind: 'click' | 'open') =>
      db
        .selectFrom('hits')
        .select(['class', 'reasons', 'rule_version'])
        .where('kind', '=', kind)
        .execute();
    await look(mailOf(1).clicks[0]!);
    await app.request(mailOf(1).pixel!, { headers: { 'user-agent': 'Mozilla/5.0' } });
    clock.advance(10 * MINUTE_MS - 1);
    await settle();
    expect(await hitsOfKind('click')).toEqual([
      { class: 'unsure', reasons: [], rule_version: null },
    ]);
    clock.advance(1);
    expect(await settle()).toMatchObject({ classified: 2 });
    expect(await hitsOfKind('click')).toEqual([
      { class: 'person', reasons: ['browser'], rule_version: RULE_VERSION },
    ]);
    expect(await hitsOfKind('open')).toEqual([
      { class: 'machine', reasons: ['apple-prefetch'], rule_version: RULE_VERSION },
    ]);
  });

  it('is classified once: a second run changes nothing at all', async () => {
    await look(mailOf(1).clicks[0]!);
    clock.advance(10 * MINUTE_MS);
    expect(await settle()).toMatchObject({ classified: 1 });
    const before = await readFingerprints(db);
    expect(await settle()).toEqual({ classified: 0, settled: 0 });
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('makes its delivery a person’s in the report if any of its hits is a person’s', async () => {
    await look(mailOf(1).clicks[0]!);
    await app.request(mailOf(1).pixel!, { headers: { 'user-agent': 'Mozilla/5.0' } });
    await app.request(mailOf(1).clicks[0]!, { method: 'HEAD' });
    await app.request(mailOf(2).clicks[0]!, { headers: { 'user-agent': 'curl/8.9' } });
    await app.request(mailOf(3).clicks[0]!, { headers: { 'user-agent': 'a thing' } });
    clock.advance(10 * MINUTE_MS);
    await settle();
    const { opens, clicks } = await readReport(db, { number: issue.number });
    expect(clicks).toEqual({ person: 1, machine: 1, unsure: 1 });
    expect(opens).toEqual({ person: 0, machine: 1, unsure: 0, of_consenting: 15 });
  });
});

describe('a confirmed cast', () => {
  it('counts at once, and still does when it has been classified', async () => {
    await press(mailOf(4).votes[0]!);
    expect(await counted(4)).toEqual(['ship']);
    clock.advance(HOUR_MS);
    await settle();
    expect(await counted(4)).toEqual(['ship']);
    expect(await classifiedCasts(4)).toMatchObject([{ held: false, reasons: ['browser'] }]);
  });

  it('of a burst is held once it is classified, and what it had counted is taken back', async () => {
    const { votes } = mailOf(5);
    await scan([votes[0]!, votes[2]!, votes[4]!]);
    expect(await counted(5)).toEqual(['ship', 'ship', 'ship']);
    clock.advance(10 * MINUTE_MS);
    await settle();
    expect(await counted(5)).toEqual([]);
    expect((await classifiedCasts(5)).map((cast) => cast.held)).toEqual([true, true, true]);
  });

  it('that looked like a person’s is taken back when later hits show it to be a machine’s', async () => {
    const { votes } = mailOf(6);
    await press(votes[0]!);
    expect(await counted(6)).toEqual(['ship']);
    clock.advance(MINUTE_MS);
    for (const path of votes.slice(1, 6)) {
      await look(path);
      clock.advance(40_000 + votes.indexOf(path) * 9_000);
    }
    clock.advance(10 * MINUTE_MS);
    await settle();
    expect(await counted(6)).toEqual([]);
    expect(await classifiedCasts(6)).toMatchObject([{ held: true, reasons: ['both-sides'] }]);
    await expectRecountToAgree();
  });

  it('contradicted within seconds is held with its opposite; a press in a later visit releases', async () => {
    const { votes } = mailOf(7);
    await press(votes[0]!);
    clock.advance(1_000);
    await pressNow(votes[1]!);
    expect(await counted(7)).toEqual(['skip']);
    clock.advance(HOUR_MS);
    await settle();
    expect(await counted(7)).toEqual([]);
    await press(votes[1]!);
    expect(await counted(7)).toEqual(['skip']);
    await expectRecountToAgree();
  });

  it('of a machine displaces no reader’s: what the reader said before stays counted', async () => {
    const { votes } = mailOf(8);
    await press(votes[0]!);
    clock.advance(HOUR_MS);
    await scan(votes);
    clock.advance(HOUR_MS);
    await settle();
    expect(await counted(8)).toEqual(['ship']);
    await expectRecountToAgree();
  });

  it('counts on a service of plain http, to which browsers send no Sec-Fetch headers', async () => {
    const config = { ...deps.config, publicUrl: 'http://192.0.2.80' };
    const plain = createApp({ ...deps, config });
    const agent = { 'user-agent': LOOK['user-agent'] };
    const [path] = mailOf(22).votes;
    for (const [app, isCounted] of [
      [createApp(deps), false],
      [plain, true],
    ] as const) {
      await app.request(path!, { headers: agent });
      clock.advance(5_000);
      await app.request(path!, { method: 'POST', headers: { ...agent, origin: 'null' } });
      clock.advance(HOUR_MS);
      await settle();
      expect(await counted(22)).toEqual(isCounted ? ['ship'] : []);
    }
  });

  it('and its classification are kept apart: the cast itself is never changed or deleted', async () => {
    await press(mailOf(4).votes[0]!);
    await expect(sql`update casts set choice = 'ship'`.execute(db)).rejects.toThrow(
      'never changed',
    );
    await expect(sql`delete from casts`.execute(db)).rejects.toThrow('never changed');
  });
});

describe('a provisional cast', () => {
  it('counts once it is classified and fifteen minutes old, and is provisional until then', async () => {
    clock.advance(HOUR_MS);
    await settle();
    const before = await votesOf();
    const path = mailOf(9).votes[1]!;
    await look(path);
    expect(await (await record(path)).text()).toContain('Recorded: Skip');
    expect(await votesOf()).toEqual({ ...before, provisional: before.provisional + 1 });
    clock.advance(15 * MINUTE_MS - 1);
    await settle();
    expect(await counted(9)).toEqual([]);
    clock.advance(1);
    await settle();
    expect(await counted(9)).toEqual(['skip']);
    expect(await votesOf()).toEqual({ ...before, counted: before.counted + 1 });
    await expectRecountToAgree();
  });

  it('never displaces the opposite, whether confirmed or provisional', async () => {
    const [ship, skip] = mailOf(10).votes;
    await press(ship!);
    clock.advance(HOUR_MS);
    await look(skip!);
    expect(await (await record(skip!)).text()).toContain('Recorded: Ship');
    const [otherShip, otherSkip] = mailOf(11).votes;
    await look(otherShip!);
    await record(otherShip!);
    clock.advance(5 * MINUTE_MS);
    await look(otherSkip!);
    await record(otherSkip!);
    clock.advance(HOUR_MS);
    await settle();
    expect(await counted(10)).toEqual(['ship']);
    expect(await counted(11)).toEqual(['ship']);
    expect((await classifiedCasts(11)).map((cast) => cast.held)).toEqual([false, false]);
    await expectRecountToAgree();
  });

  it('gives way to a pressed button, and to nothing that is held', async () => {
    const [ship, skip] = mailOf(12).votes;
    await look(ship!);
    await record(ship!);
    clock.advance(2_000);
    await pressNow(skip!);
    expect(await counted(12)).toEqual(['skip']);
    await look(mailOf(13).votes[0]!);
    await record(mailOf(13).votes[0]!);
    clock.advance(HOUR_MS);
    await scan(mailOf(13).votes.slice(1, 6));
    clock.advance(HOUR_MS);
    await settle();
    expect(await counted(12)).toEqual(['skip']);
    expect(await counted(13)).toEqual(['ship']);
    await expectRecountToAgree();
  });

  it('of a page that is loaded again adds nothing', async () => {
    const path = mailOf(14).votes[0]!;
    await look(path);
    await record(path);
    await record(path);
    expect(await classifiedCasts(14)).toHaveLength(1);
  });
});

describe('classifying', () => {
  it('may run on two machines at once: they classify each hit, and count each vote, once', async () => {
    for (const n of [15, 16, 17, 18, 19]) {
      await look(mailOf(n).votes[0]!);
      await record(mailOf(n).votes[0]!);
    }
    clock.advance(HOUR_MS);
    await Promise.all([settle(), settle(), settle(), recountVotes(db)]);
    await settle();
    expect(await Promise.all([15, 16, 17, 18, 19].map(counted))).toEqual(Array(5).fill(['ship']));
    await expectRecountToAgree();
  });

  it('again under the same rules gives the same classifications, votes and tallies', async () => {
    await playADay();
    const before = await readFingerprints(db);
    expect((await reclassify(db, { at: clock.now() })).classified).toBeGreaterThan(40);
    expect(await readFingerprints(db)).toEqual(before);
  });

  it('again corrects what an older version of the rules had held or let pass', async () => {
    await playADay();
    const report = await readReport(db, { number: issue.number });
    await sql`update hits set class = 'person', reasons = '{old}', rule_version = 0`.execute(db);
    await sql`update cast_classifications set held = not held, reasons = '{old}', rule_version = 0`.execute(
      db,
    );
    await recountVotes(db);
    expect(await readReport(db, { number: issue.number })).not.toEqual(report);
    await reclassify(db, { at: clock.now() });
    expect(await readReport(db, { number: issue.number })).toEqual(report);
    expect(await counted(8)).toEqual(['ship']);
    await expectRecountToAgree();
  });
});

describe('the report’s votes', () => {
  it('are in exactly one of counted, provisional and held, and add up to all that were cast on', async () => {
    await playADay();
    await look(mailOf(20).votes[0]!);
    await record(mailOf(20).votes[0]!);
    await scan(mailOf(21).votes.slice(0, 6));
    const { counted, provisional, held } = await votesOf();
    const { rows } = await sql<{ pairs: number }>`select count(*) as pairs from
      (select distinct tool_id, subscriber_id from casts) as pair`.execute(db);
    expect(counted + provisional + held).toBe(rows[0]!.pairs);
    expect([counted, provisional, held].every((part) => part > 0)).toBe(true);
  });
});
