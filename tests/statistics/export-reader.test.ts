import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { mailAddressChanges } from '../../src/audience/mail-address-changes';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { exportReader } from '../../src/statistics/export-reader';
import { cloneDatabase } from '../helpers/database';
import { openBallotFixture } from '../helpers/fixtures/ballot-fixture';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { LOOK } from '../helpers/fixtures/reader-actions';
import { findReader, postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { mailsTo, pathIn } from '../helpers/mailbox';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { readColumns, recordSelected } from '../helpers/selected-columns';

const db = await cloneDatabase();
const [ann, bob] = ['ann@example.com', 'bob@example.com'];
const fixture = await openBallotFixture(db, [ann, bob]);
const { deps, first } = fixture;
await restoreBeforeEach(db, deps.clock);

/** Numbers that tie rows together, and keyed hashes, which nobody can read. */
const TIES = /^id$|(?<!resend|svix)_id$|(^|_)hash$/;

const LEFT_OUT: Record<string, string> = {
  'installation.address_key': 'our own key, of no reader',
  'installation.mail': 'of no reader',
  'installation.made_at': 'of no reader',
  'installation.only_row': 'of no reader',
  'installation.public_url': 'of no reader',
  'import_stops.unsubscribed_at': 'the moment once more at which a list stopped them',
  'subscribers.changed_since_import':
    'whether undoing an import may remove them, nothing of theirs',
  'subscribers.email_key': 'the address once more, in lower case',
  'sign_ups.email_key': 'the address once more, in lower case',
  'sign_ups.network': 'of whoever typed the address in, who may be somebody else',
  'deliveries.place': 'so that the same bytes can be made again',
  'earlier_mails.place': 'so that Resend’s answer finds it',
  'deliveries.signing_key': 'so that the same bytes can be made again',
  'outbox.html': 'its links prove that who opens them reads the mailbox',
  'outbox.text': 'its links prove that who opens them reads the mailbox',
  'outbox.headers': 'its links prove that who opens them reads the mailbox',
  'outbox.reply_to': 'where answers go, the same for everybody',
  'outbox.lease_until': 'when it is tried next',
  'outbox.not_before': 'when it is tried next',
  'outbox.tries': 'when it is tried next',
  'domain_holds.voters': 'of many readers, not of this one',
  'domain_holds.of_voters': 'of many readers, not of this one',
  'domain_holds.alerted_at': 'when staff were told',
};

describe('a reader’s copy of their data', () => {
  it('reads every column about a reader or an address, except a few with a reason', async () => {
    const { selected, recording } = recordSelected(db);
    await exportReader(recording, (await findReader(deps, ann))!.id);
    const kept = (await readColumns(db, await listTables())).filter(
      (name) => !TIES.test(name.split('.')[1]!),
    );
    const missing = kept.filter((name) => !selected.has(name));
    expect(missing.toSorted()).toEqual(Object.keys(LEFT_OUT).toSorted());
  });

  it('notices a new table that was forgotten, however far from the reader it is', async () => {
    const before = await listTables();
    await sql`create table shoe_sizes (id bigint primary key, hit_id bigint references hits,
      size int)`.execute(db);
    await sql`create table hats (recipient_email text)`.execute(db);
    const added = (await listTables()).filter((name) => !before.includes(name));
    expect(added).toEqual(['hats', 'shoe_sizes']);
    await sql`drop table shoe_sizes, hats`.execute(db);
  });

  it('holds votes with their classification, hits with who made them, mails and what Resend reported', async () => {
    const { id } = (await findReader(deps, ann))!;
    const events = openEventFixture(db, deps);
    await deliverIssue(deps, first.id);
    await fixture.press(first, ann);
    await events.tell(await events.mailTo(ann), 'email.delivered');
    await fixture.planNext();
    const data = await exportReader(db, id);
    const [delivery] = data.deliveries;
    expect(delivery).toMatchObject({ issue: first.number, state: 'accepted', cards_last: 0 });
    expect(delivery!.delivered_at).toBeInstanceOf(Date);
    expect(data.provider_events).toMatchObject([{ type: 'email.delivered', outcome: 'applied' }]);
    expect(data.hits.map(({ kind, method }) => `${method} ${kind}`)).toContain('POST vote');
    expect(data.hits[0]).toMatchObject({ user_agent: LOOK['user-agent'], class: 'person' });
    expect(data.votes.at(-1)).toMatchObject({ choice: 'ship', standing: 'confirmed', held: false });
    const [vote] = data.counted_votes;
    expect(vote).toMatchObject({ choice: 'ship' });
    expect(data.frozen_votes).toMatchObject([
      { own_votes: '+.', tools: [vote!.tool, expect.any(String)] },
    ]);
    expect(data.deliveries[1]).toMatchObject({ own_votes: '+.' });
  });

  it('holds what waits: an address that was typed, a sign-up of the same address, a mail to come', async () => {
    const { id } = (await findReader(deps, bob))!;
    const idle = { ...deps, runInBackground: () => {} };
    await press(deps, await managePathOf(bob), { act: 'address', email: 'newbob@example.com' });
    await press(idle, await managePathOf(bob), { act: 'address', email: 'lastbob@example.com' });
    await mailAddressChanges(deps);
    await postSignUp(idle, bob);
    await suppress(bob);
    const data = await exportReader(db, id);
    expect(data.one_time_links.map(({ new_address }) => new_address)).toEqual([
      null,
      'newbob@example.com',
      null,
      'lastbob@example.com',
    ]);
    expect(data.transactional_mails.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'manage accepted',
      'address accepted',
      'manage accepted',
      'address waiting',
    ]);
    expect(data.sign_ups).toMatchObject([{ email: bob, state: 'waiting' }]);
    expect(data.suppressions).toMatchObject([{ reason: 'asked', actor: 'staff' }]);
    expect(data.limits).toMatchObject([{ count: 2 }]);
    await mailSignUps(deps);
  });

  it('names nobody of the staff, but says what the reader and the provider did', async () => {
    const { id } = (await findReader(deps, bob))!;
    const said = { subscriber_id: id, at: deps.now(), subject: 'newsletter', given: true } as const;
    for (const actor of ['reader', 'command line', 'Edda'])
      await db
        .insertInto('consents')
        .values({ ...said, wording: 'at our booth', actor })
        .execute();
    await holdDomainOf(id);
    await suppress(bob);
    const data = await exportReader(db, id);
    expect(data.consents.slice(-3).map(({ actor }) => actor)).toEqual(['reader', 'staff', 'staff']);
    expect(data.domain_holds).toMatchObject([{ state: 'refused', actor: 'staff' }]);
    await db.updateTable('suppressions').set({ actor: 'resend' }).execute();
    expect((await exportReader(db, id)).suppressions).toMatchObject([{ actor: 'resend' }]);
    expect(JSON.stringify(data)).not.toContain('Edda');
  });

  it('does not say from where the address was typed in: it may have been anybody', async () => {
    await postSignUp({ ...deps, runInBackground: () => {} }, bob, { from: '198.51.100.77' });
    const text = JSON.stringify(await exportReader(db, (await findReader(deps, bob))!.id));
    expect(text).toContain('"sign_ups":[{');
    expect(text).not.toContain('198.51.100');
  });

  it('holds no link that would prove who opens it, and nobody else’s address', async () => {
    await managePathOf(bob);
    await signUp(deps, 'newbob@example.com');
    const text = JSON.stringify(await exportReader(db, (await findReader(deps, bob))!.id));
    expect(text).not.toMatch(/\/(manage|confirm|unsubscribe)\//);
    expect(text).not.toContain(ann);
  });
});

/** Edda has stopped the mails to this address. */
async function suppress(email: string): Promise<void> {
  const { email_hash } = (await findReader(deps, email))!;
  await db
    .insertInto('suppressions')
    .values({ email_hash: email_hash!, reason: 'asked', actor: 'Edda', at: deps.now() })
    .execute();
}

/** An editor has refused the domain of the reader's address in the first issue's ballot. */
async function holdDomainOf(subscriberId: number): Promise<void> {
  const { mailbox_id } = await db
    .selectFrom('subscribers')
    .select('mailbox_id')
    .where('id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  const decided = { state: 'refused', decided_at: deps.now(), actor: 'Edda' } as const;
  const hold = { issue_id: first.id, domain: 'example.com', held_at: deps.now(), ...decided };
  const { id: hold_id } = await db
    .insertInto('domain_holds')
    .values({ ...hold, voters: 10, of_voters: 20 })
    .returning('id')
    .executeTakeFirstOrThrow();
  await db
    .insertInto('held_mailboxes')
    .values({ hold_id, issue_id: first.id, mailbox_id })
    .execute();
}

async function managePathOf(email: string): Promise<string> {
  const { id } = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select('deliveries.id')
    .where('subscribers.email', '=', email)
    .limit(1)
    .executeTakeFirstOrThrow();
  await press(deps, `/preferences/${deps.signer.sign('p', id)}`, { act: 'link' });
  const letters = await mailsTo(deps, { address: email, kind: 'manage' });
  return pathIn(letters[0]!, '/manage/');
}

/** Tables that lead to a reader by foreign keys, however far, or hold what tells of an address. */
async function listTables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    with recursive known (oid) as (
      select unnest(array['subscribers', 'mailboxes']::regclass[])::oid
      union
      select conrelid from pg_constraint join known on confrelid = known.oid where contype = 'f'
    )
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
      and (oid in (select oid from known) or exists (select from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped
          and attname ~ '(^|_)(e?mail|address|domain|network|agent|bucket|hash)(_|$)'))
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}
