import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { eraseReader } from '../../src/audience/erase';
import { cloneDatabase } from '../helpers/database';
import {
  addAddresses,
  openBallotFixture,
  readBallot,
  readCounts,
  readFigures,
  readOwnVotes,
} from '../helpers/fixtures/ballot-fixture';
import { findReader, press as post, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';

const db = await cloneDatabase();
const ann = ['ann@example.com', 'ann+news@example.com', 'ann+ai+news@example.com'];
const bob = ['bo.b@gmail.com', 'bob+news@gmail.com', 'B.O.B@googlemail.com'];
const others = ['d.ot@example.com', 'dot@example.com', 'carl@example.com', 'dora@example.com'];
const fixture = await openBallotFixture(db, [...ann, ...bob, ...others, '+ed@example.com']);
const { deps, clock, first, reading, pathOf, press, planNext } = fixture;
await restoreBeforeEach(db, clock);

async function readerAt(email: string) {
  const reader = await findReader(deps, email);
  if (!reader) throw new Error(`nobody has the address ${email}`);
  return reader;
}

const mailboxOf = async (email: string) => (await readerAt(email)).mailbox_id;

/** As hex; null once it is forgotten. */
async function hashOf(id: number): Promise<string | null> {
  const box = db.selectFrom('mailboxes').select('hash').where('id', '=', id);
  return (await box.executeTakeFirstOrThrow()).hash?.toString('hex') ?? null;
}

/**
 * As a reader does it: a one-time link, the new address, and the button behind the link mailed
 * there.
 */
async function changeAddress(from: string, to: string): Promise<void> {
  const { id: subscriber_id } = await readerAt(from);
  const { rows } = await sql<{ id: number }>`select id from deliveries
    where subscriber_id = ${subscriber_id} limit 1`.execute(db);
  await post(deps, `/preferences/${deps.signer.sign('p', rows[0]!.id)}`, { act: 'link' });
  const [letter] = await mailsTo(deps, { address: from, kind: 'manage' });
  await post(deps, pathIn(letter!, '/manage/'), { act: 'address', email: to });
  const [second] = await mailsTo(deps, { address: to, kind: 'address' });
  const moved = await post(deps, pathIn(second!, '/manage/'), { act: 'move' });
  expect(moved.status).toBe(200);
}

describe('two readers of one mailbox', () => {
  it('have one vote, the last one: with plus tags', async () => {
    await press(first, ann[0]!);
    await press(first, ann[1]!);
    expect(await readFigures(db, first)).toEqual(['1:0', '0:0']);
    await press(first, ann[2]!, { choice: 'skip' });
    expect(await readFigures(db, first)).toEqual(['0:1', '0:0']);
    await press(first, ann[0]!);
    expect(await readFigures(db, first)).toEqual(['1:0', '0:0']);
  });

  it('have one vote at Gmail, whatever the dots and whichever of its two names', async () => {
    for (const email of bob) await press(first, email, { choice: 'skip' });
    expect(await readFigures(db, first)).toEqual(['0:1', '0:0']);
  });

  it('are two elsewhere if the dots differ, and if there is nothing before the plus', async () => {
    expect(await mailboxOf('d.ot@example.com')).not.toBe(await mailboxOf('dot@example.com'));
    await press(first, 'd.ot@example.com');
    await press(first, 'dot@example.com');
    await press(first, '+ed@example.com');
    expect(await readFigures(db, first)).toEqual(['3:0', '0:0']);
  });

  it('do not displace each other’s vote by merely viewing a page', async () => {
    await press(first, ann[0]!);
    const path = await pathOf(first, ann[1]!, { choice: 'skip' });
    await reading.look(path);
    await reading.record(path);
    clock.advance(3_600_000);
    await fixture.settle();
    expect(await readFigures(db, first)).toEqual(['1:0', '0:0']);
  });

  it('are found by the sign-up form too', async () => {
    const { path } = await signUp(deps, 'ann+later@example.com');
    await post(deps, path);
    expect(await mailboxOf('ann+later@example.com')).toBe(await mailboxOf(ann[0]!));
  });

  it('are one voter in the result, and all of them are told what their mailbox said', async () => {
    await press(first, ann[0]!);
    await press(first, bob[0]!, { choice: 'skip' });
    const { path } = await signUp(deps, 'ann+later@example.com');
    await post(deps, path);
    const next = await planNext();
    expect(await readBallot(db, first)).toMatchObject({ voters: 2, counted: 2 });
    const said = await readOwnVotes(db, next);
    for (const email of [...ann, 'ann+later@example.com']) expect(said[email]).toBe('+.');
    for (const email of bob) expect(said[email]).toBe('-.');
  });
});

describe('a mailbox', () => {
  it('moves along with a change of address, so that nobody votes twice by moving', async () => {
    const mailbox = await mailboxOf('carl@example.com');
    const before = await hashOf(mailbox);
    await changeAddress('carl@example.com', 'carl@home.example');
    expect(await mailboxOf('carl@home.example')).toBe(mailbox);
    expect(await hashOf(mailbox)).not.toBe(before);
    await addAddresses(deps, ['carl+again@home.example', 'carl@example.com']);
    expect(await mailboxOf('carl+again@home.example')).toBe(mailbox);
    expect(await mailboxOf('carl@example.com')).not.toBe(mailbox);
  });

  it('stays the same under another tag', async () => {
    const mailbox = await mailboxOf('dora@example.com');
    const before = await hashOf(mailbox);
    await changeAddress('dora@example.com', 'dora+tag@example.com');
    expect(await mailboxOf('dora+tag@example.com')).toBe(mailbox);
    expect(await hashOf(mailbox)).toBe(before);
  });

  it('of a reader who moves to a known one is that one; the old one’s hash is forgotten', async () => {
    const old = await mailboxOf('d.ot@example.com');
    await changeAddress('d.ot@example.com', 'ann+dot@example.com');
    expect(await mailboxOf('ann+dot@example.com')).toBe(await mailboxOf(ann[0]!));
    expect(await hashOf(old)).toBeNull();
  });

  it('stays with the others if one of its readers moves away', async () => {
    const mailbox = await mailboxOf(bob[0]!);
    await changeAddress(bob[0]!, 'robert@home.example');
    expect(await mailboxOf('robert@home.example')).not.toBe(mailbox);
    expect(await mailboxOf(bob[1]!)).toBe(mailbox);
    expect(await hashOf(mailbox)).not.toBeNull();
  });
});

describe('erasure', () => {
  const erase = async (email: string) =>
    eraseReader(db, { subscriberId: (await readerAt(email)).id, actor: 'reader', at: clock.now() });

  it('forgets the mailbox’s hash and keeps its vote', async () => {
    const mailbox = await mailboxOf('dot@example.com');
    await press(first, 'dot@example.com');
    const before = await readFigures(db, first);
    await erase('dot@example.com');
    expect(await hashOf(mailbox)).toBeNull();
    expect(await readFigures(db, first)).toEqual(before);
    const { votes } = (await readCounts(db)).recounted;
    expect(votes.map(({ mailbox_id }) => mailbox_id)).toContain(mailbox);
  });

  it('of one of its readers leaves the mailbox to the others, and of the last one forgets it', async () => {
    const mailbox = await mailboxOf(bob[1]!);
    await erase(bob[1]!);
    expect(await hashOf(mailbox)).not.toBeNull();
    for (const email of [bob[0]!, bob[2]!]) await erase(email);
    expect(await hashOf(mailbox)).toBeNull();
  });
});

it('votes and tallies come out the same after a recount', async () => {
  await press(first, ann[0]!);
  for (const email of bob) await press(first, email, { choice: 'skip' });
  for (const email of ['d.ot@example.com', 'dot@example.com', '+ed@example.com'])
    await press(first, email);
  const { counted, recounted } = await readCounts(db);
  expect(counted.votes).toHaveLength(5);
  expect(recounted).toEqual(counted);
});
