import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { savePreferences } from '../../src/audience/preferences';
import { joinReader } from '../../src/audience/sign-up/join';
import type { OpenAttempt } from '../../src/audience/sign-up/open-attempt';
import { suppressAddress, suppressByReader } from '../../src/audience/suppression/suppress';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { inTransaction } from '../../src/platform/database';
import { undoReaderImport } from '../../src/sending/undo-reader-import';
import { type ListFixture, openListFixture } from '../helpers/fixtures/list-fixture';
import { readFingerprints } from '../helpers/table-counts';

let fixture: ListFixture;
const later = new Date('2026-11-20T09:00:00Z');

beforeEach(async () => {
  fixture = await openListFixture();
});

const undo = (number: number) => undoReaderImport(fixture.db, { number, actor: 'Edda', at: later });

async function idOf(email: string): Promise<number> {
  const { id } = await fixture.db
    .selectFrom('subscribers')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  return id;
}

/** Everything except the imports themselves and mailboxes that nobody has. */
async function readLists() {
  const { reader_imports: _, mailboxes: __, ...others } = await readFingerprints(fixture.db);
  const { rows } = await sql`select hash from mailboxes where hash is not null order by 1`.execute(
    fixture.db,
  );
  return { others, rows };
}

describe('undoing an import of readers', () => {
  it('leaves the list as it was, whatever the import had changed', async () => {
    await fixture.take('email,state\nold1@example.com,active\nold2@example.com,active\n');
    const before = await readLists();
    const rows = [
      'new1@example.com,active',
      'new2@example.com,unsubscribed',
      'new3@example.com,cleaned',
    ];
    await fixture.take(['email,state', ...rows, 'new4@example.com,complained'].join('\n'));
    expect(await undo(2)).toMatchObject({ removed: 4, restored: 0, kept: 0, passed_on: 0 });
    expect(await readLists()).toEqual(before);
  });

  it('restores readers whom it had stopped, and says so in the consent log', async () => {
    await fixture.take('email\nold1@example.com\nold2@example.com\n');
    await fixture.take('email,state\nold1@example.com,unsubscribed\nold2@example.com,complained\n');
    expect(await fixture.states()).toEqual({
      ...{ 'old1@example.com': 'unsubscribed', 'old2@example.com': 'complained' },
    });
    expect(await undo(2)).toMatchObject({ removed: 0, restored: 2 });
    expect(await fixture.states()).toEqual({
      ...{ 'old1@example.com': 'confirmed', 'old2@example.com': 'confirmed' },
    });
    const log = await fixture.db
      .selectFrom('consents')
      .select(['given', 'wording'])
      .where('subscriber_id', '=', await idOf('old1@example.com'))
      .orderBy('id')
      .execute();
    expect(log.map(({ given }) => given)).toEqual([true, false, true]);
    expect(log[2]!.wording).toBe('Import 2, which had stopped them, was undone.');
  });

  it('does not bring back readers who have since asked to stop, although they were already stopped', async () => {
    await fixture.take('email\nold@example.com\n');
    await fixture.take('email,state\nold@example.com,unsubscribed\n');
    const subscriberId = await idOf('old@example.com');
    const press = {
      subscriberId,
      wording: 'unsubscribe link in issue 1',
      actor: 'reader',
      at: later,
    };
    await unsubscribe(fixture.db, press);
    expect(await undo(2)).toMatchObject({ restored: 0 });
    expect(await fixture.states()).toEqual({ 'old@example.com': 'unsubscribed' });
  });

  it.each([
    ['bounced', 'reader'],
    ['suppressed', 'test'],
  ])('keeps a person’s own “never again”, though a list said %s before it', async (word, actor) => {
    await fixture.take(`email,state\nnew@example.com,${word}\n`);
    const { email_hash: emailHash } = await fixture.db
      .selectFrom('suppressions')
      .select('email_hash')
      .executeTakeFirstOrThrow();
    await suppressByReader(fixture.db, { emailHash, at: later });
    await undo(1);
    const kept = await fixture.db.selectFrom('suppressions').select(['reason', 'actor']).execute();
    expect(kept).toEqual([{ reason: 'asked', actor }]);
  });

  it('keeps an address suppressed if somebody else has asked for that too', async () => {
    const rows = ['c1@example.com,complained', 'c2@example.com,complained'];
    await fixture.take(['email,state', ...rows].join('\n'));
    const { installation } = fixture;
    const by = { installation, actor: 'Edda', at: later };
    await suppressAddress(fixture.db, { email: 'c1@example.com', reason: 'asked', ...by });
    await undo(1);
    const taken = await fixture.take('email\nc1@example.com\nc2@example.com\n');
    expect(taken).toMatchObject({ added: 1, suppressed: 1, suppressed_as: { already: 1 } });
  });

  it('keeps and names readers who have acted since: left, changed something, or confirmed', async () => {
    const names = ['left', 'changed', 'confirmed', 'quiet', 'linked'];
    await fixture.take(['email', ...names.map((name) => `${name}@example.com`)].join('\n'));
    const { db } = fixture;
    const left = { subscriberId: await idOf('left@example.com'), at: later };
    await unsubscribe(db, { ...left, wording: 'unsubscribe link', actor: 'reader' });
    await savePreferences(db, {
      subscriberId: await idOf('changed@example.com'),
      ...{ pause: { kind: 'none' as const }, plainLinks: true, topics: null, at: later },
    });
    await confirmAgain('confirmed@example.com');
    await db
      .insertInto('one_time_links')
      .values({ subscriber_id: await idOf('linked@example.com'), kind: 'manage', made_at: later })
      .execute();
    const undone = await undo(1);
    expect(undone).toMatchObject({ removed: 1, kept: 4 });
    expect(undone.kept_readers).toEqual(
      ['left', 'changed', 'confirmed', 'linked'].map((name) => `${name}@example.com`),
    );
    expect(await fixture.states()).not.toHaveProperty('quiet@example.com');
  });

  it.each([
    ['the first', [1, 2], { 1: { removed: 1, passed_on: 1 }, 2: { removed: 2 } }],
    ['the second', [2, 1], { 2: { removed: 1 }, 1: { removed: 2 } }],
  ])(
    'keeps readers that another import has too, and nobody when both are undone: %s first',
    async (_, order, told) => {
      await fixture.take('email\nboth@example.com\none@example.com\n');
      await fixture.take('email\nboth@example.com\ntwo@example.com\n');
      const [first, second] = order as [1, 2];
      expect(await undo(first)).toMatchObject(told[first]);
      expect(Object.keys(await fixture.states())).toEqual([
        'both@example.com',
        first === 1 ? 'two@example.com' : 'one@example.com',
      ]);
      expect(await undo(second)).toMatchObject(told[second]);
      expect(await fixture.states()).toEqual({});
    },
  );

  it('stops mail to readers once the only list that had them is undone', async () => {
    await fixture.take('email\nx@example.com\n');
    await fixture.take('email,state\nx@example.com,unsubscribed\n');
    await undo(1);
    expect(await fixture.states()).toEqual({ 'x@example.com': 'unsubscribed' });
    await undo(2);
    expect(await fixture.states()).toEqual({});
  });

  it('is refused once an issue has been planned, and changes nothing then', async () => {
    await fixture.take('email\nx@example.com\n');
    await fixture.db
      .insertInto('issues')
      .values({
        ...{ number: 7, week: '2026-11-16', state: 'sending', subject: 's', preheader: 'p' },
        ...{ intro: '', created_at: later, proposed_at: later, planned_at: later },
        ...{ send_at: later, released_at: later },
      })
      .execute();
    const before = await readFingerprints(fixture.db);
    await expect(undo(1)).rejects.toThrow('issue 7 has been planned since');
    await expect(undo(2)).rejects.toThrow('There is no import 2');
    expect(await readFingerprints(fixture.db)).toEqual(before);
  });

  it('waits for an import that is being written', async () => {
    await fixture.take('email\nx@example.com\n');
    const { waiting } = await inTransaction(fixture.db, async (tx) => {
      await sql`lock table reader_imports in share row exclusive mode`.execute(tx);
      const undone = undo(1).then(() => 'undone');
      const first = await Promise.race([undone, sleep(300, 'waits')]);
      expect(first).toBe('waits');
      return { waiting: undone };
    });
    expect(await waiting).toBe('undone');
  });
});

async function confirmAgain(email: string): Promise<void> {
  const { db, installation } = fixture;
  const { email_hash } = await db
    .selectFrom('subscribers')
    .select('email_hash')
    .where('email', '=', email)
    .executeTakeFirstOrThrow();
  const attempt = { email, email_key: email, email_hash, requested_at: later } as OpenAttempt;
  const wording = { newsletter: 'Send me the verdicts once a week.', opens: null };
  await inTransaction(db, (tx) => joinReader(tx, { attempt, installation, wording, at: later }));
}
