import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../../migrations';
import { hashAddress } from '../../src/audience/address';
import { hashMailbox } from '../../src/audience/mailbox';
import { openDatabase } from '../../src/platform/database';
import { getInstallation } from '../../src/platform/installation';
import { migrate } from '../../src/platform/postgres/migrate';
import { getBallot, isBallotOpen } from '../../src/votes/ballots/ballot';
import { closeOldBallots } from '../../src/votes/ballots/close-ballots';
import { recountVotes } from '../../src/votes/recount';
import { cloneDatabaseUrl } from '../helpers/database';
import { silent } from '../helpers/silent-log';

const db = openDatabase(await cloneDatabaseUrl('template1'), { max: 2, log: silent });
afterAll(() => db.destroy());
const addressKey = Buffer.alloc(32, 5);

/** Readers by id: 1 and 2 one mailbox, 3 and 4 one at Gmail, 5 and 6 erased; 7 has left. */
const READERS: [string | null, string, string][] = [
  ['ann@example.com', 'confirmed', '2026-09-01'],
  ['ann+news@example.com', 'confirmed', '2026-09-01'],
  ['b.ob@gmail.com', 'confirmed', '2026-09-01'],
  ['bob@googlemail.com', 'confirmed', '2026-09-01'],
  [null, 'erased', '2026-09-01'],
  [null, 'erased', '2026-09-01'],
  ['carl@example.com', 'unsubscribed', '2026-09-01'],
  ['late@example.com', 'confirmed', '2026-11-10 08:30Z'],
  ['back-again@example.com', 'confirmed', '2026-11-12'],
];
/** Confirmed casts in order: reader, issue, choice. */
const CASTS: [number, number, 'ship' | 'skip'][] = [
  [1, 2, 'ship'],
  [2, 2, 'skip'],
  [3, 2, 'ship'],
  [4, 2, 'ship'],
  [5, 1, 'ship'],
  [6, 1, 'skip'],
  [7, 1, 'ship'],
  [8, 2, 'ship'],
  [9, 2, 'skip'],
];

/** Rows as the service made them under 010: a vote and a tally for each reader. */
async function fillDatabase(): Promise<void> {
  await sql`insert into installation (id, public_url, mail, address_key, made_at)
    values ('i', 'https://verdicts.example.com', 'local', ${addressKey}, now())`.execute(db);
  for (const [email, state, confirmed_at] of READERS) {
    const hash = email && hashAddress(addressKey, email);
    await sql`insert into subscribers (email, email_key, email_hash, state, created_at, confirmed_at,
        unsubscribed_at, erased_at)
      values (${email}, ${email}, ${hash}, ${state}, ${confirmed_at}, ${confirmed_at},
        ${state === 'unsubscribed' ? '2026-10-01' : null}, ${state === 'erased' ? '2026-10-01' : null})
      `.execute(db);
  }
  await sql`insert into tools (id, slug, name, tagline, created_at)
    select gen_random_uuid(), 't' || n, 'Tool ' || n, 'a tool', now() from generate_series(1, 2) n`.execute(
    db,
  );
  await sql`insert into comparisons (id, slug, first_tool_id, second_tool_id, published_on, created_at,
      changed_at)
    select gen_random_uuid(), 'one-vs-two', one.id, two.id, '2026-09-01', now(), now()
    from tools as one, tools as two where one.slug = 't1' and two.slug = 't2'`.execute(db);
  await sql`insert into issues (number, week, state, subject, preheader, intro, created_at, proposed_at,
      send_at, planned_at)
    values (1, '2026-09-14', 'sent', 's', '', '', now(), now(), '2026-09-15 09:00Z', '2026-09-15 09:00Z'),
      (2, '2026-11-09', 'cancelled', 's', '', '', now(), now(), '2026-11-10 09:00Z', '2026-11-10 09:00Z'),
      (3, '2026-11-16', 'sending', 's', '', '', now(), now(), '2026-11-17 09:00Z', '2026-11-17 09:00Z'),
      (4, '2026-11-23', 'released', 's', '', '', now(), now(), '2026-11-24 09:00Z', null),
      (5, '2026-11-30', 'draft', 's', '', '', now(), now(), null, null)`.execute(db);
  await sql`insert into issue_history (issue_id, at, actor, from_state, to_state)
    select id, send_at - interval '2 days', 'Edda', 'draft', 'released' from issues where id < 5
    union all select 2, '2026-11-09', 'Edda', 'released', 'draft'
    union all select 2, '2026-11-10 08:00Z', 'Edda', 'draft', 'released'`.execute(db);
  await sql`insert into links (issue_id, n, kind, comparison_id, tool_id, choice)
    select issues.id, row_number() over (partition by issues.id order by slug, choice), 'vote',
      (select id from comparisons), tools.id, choice
    from issues, tools, (values ('ship'), ('skip')) as said (choice) where issues.id < 5`.execute(
    db,
  );
  await sql`insert into batches (issue_id, state) select id, 'settled' from issues where id < 4`.execute(
    db,
  );
  await sql`insert into deliveries (issue_id, subscriber_id, batch_id, state, reason)
    select batches.issue_id, subscribers.id, batches.id, 'suppressed', 'paused'
    from batches, subscribers`.execute(db);
  for (const [reader, issue, choice] of CASTS) await castUnder010(reader, issue, choice);
  await sql`insert into votes (tool_id, subscriber_id, choice, cast_id)
    select tool_id, subscriber_id, choice, cast_id from reader_votes`.execute(db);
  await sql`insert into tallies (tool_id, ship, skip)
    select tool_id, count(*) filter (where choice = 'ship'), count(*) filter (where choice = 'skip')
    from votes group by tool_id`.execute(db);
}

async function castUnder010(reader: number, issue: number, choice: string): Promise<void> {
  await sql`
    with place as (
      select deliveries.id, deliveries.subscriber_id, links.n, links.tool_id
      from deliveries join links using (issue_id)
      where issue_id = ${issue} and subscriber_id = ${reader} and links.n <= 2
        and links.choice = ${choice}
    ), hit as (
      insert into hits (at, delivery_id, kind, link_n, method, evidence)
      select now(), id, 'vote', n, 'POST', '{}' from place returning id
    ), made as (
      insert into casts (at, issue_id, delivery_id, subscriber_id, tool_id, choice, standing, hit_id)
      select now(), ${issue}, place.id, place.subscriber_id, place.tool_id, ${choice}, 'confirmed',
        hit.id from place, hit returning id
    )
    insert into cast_judgements (cast_id, held, reasons, rule_version, judged_at, settled_at)
    select id, false, '{}', 1, now(), now() from made`.execute(db);
}

beforeAll(async () => {
  const until010 = Object.entries(migrations).filter(([name]) => name < '011');
  await migrate(db, Object.fromEntries(until010));
  await fillDatabase();
  await migrate(db, migrations);
});

const tallies = () => db.selectFrom('tallies').select(['ship', 'skip']).execute();

describe('a database that was filled before ballots had results', () => {
  it('knows every reader’s mailbox as the service does; each erased reader has one of their own, without a hash', async () => {
    const installation = await getInstallation(db);
    const boxes = await db
      .selectFrom('subscribers')
      .innerJoin('mailboxes', 'mailboxes.id', 'mailbox_id')
      .select(['email_key', 'mailbox_id', 'hash'])
      .orderBy('subscribers.id')
      .execute();
    for (const { email_key, hash } of boxes)
      expect(hash).toEqual(email_key && hashMailbox(installation, email_key));
    expect(boxes[0]!.mailbox_id).toBe(boxes[1]!.mailbox_id);
    expect(boxes[2]!.mailbox_id).toBe(boxes[3]!.mailbox_id);
    expect(new Set(boxes.map(({ mailbox_id }) => mailbox_id)).size).toBe(7);
  });

  it('counts one vote per mailbox, the last one, and none by readers who joined after the release', async () => {
    expect(await tallies()).toEqual([{ ship: 3, skip: 3 }]);
    await recountVotes(db);
    expect(await tallies()).toEqual([{ ship: 3, skip: 3 }]);
    const late = await db
      .selectFrom('deliveries')
      .select(['issue_id', 'subscriber_id'])
      .where('joined_late', '=', true)
      .execute();
    expect(late).toEqual([{ issue_id: 2, subscriber_id: 8 }]);
    await expect(sql`delete from casts`.execute(db)).rejects.toThrow('never changed');
  });

  it('has its last ballot open, and the earlier ones closed when the next audience was frozen', async () => {
    const at = new Date('2026-11-18T09:00:00Z');
    const ballots = await Promise.all([1, 2, 3].map((id) => getBallot(db, id)));
    expect(ballots.map((ballot) => isBallotOpen(ballot, at))).toEqual([false, false, true]);
    expect(ballots.map(({ closed_at }) => closed_at?.toISOString() ?? null)).toEqual([
      '2026-09-29T09:00:00.000Z',
      '2026-11-17T09:00:00.000Z',
      null,
    ]);
    expect(await closeOldBallots(db, { at })).toBe(2);
    const frozen = await db.selectFrom('ballots').selectAll().orderBy('issue_id').execute();
    expect(frozen).toMatchObject([
      {
        closed_at: new Date('2026-09-29T09:00:00Z'),
        frozen_at: at,
        voters: 3,
        counted: 3,
        late: 0,
      },
      {
        closed_at: new Date('2026-11-17T09:00:00Z'),
        frozen_at: at,
        voters: 3,
        counted: 3,
        late: 1,
      },
      { closed_at: null, frozen_at: null },
    ]);
  });

  it('knows when each issue was released, and the last time for withdrawn ones', async () => {
    const issues = await db.selectFrom('issues').select('released_at').orderBy('id').execute();
    expect(issues.map(({ released_at }) => released_at?.toISOString() ?? null)).toEqual([
      '2026-09-13T09:00:00.000Z',
      '2026-11-10T08:00:00.000Z',
      '2026-11-15T09:00:00.000Z',
      '2026-11-22T09:00:00.000Z',
      null,
    ]);
  });
});
