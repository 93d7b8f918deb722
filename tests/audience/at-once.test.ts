import { type RawBuilder, sql } from 'kysely';
import { expect, it } from 'vitest';
import { eraseReader } from '../../src/audience/erase';
import { mailManageLink } from '../../src/audience/manage-link';
import { sendTransactionalMails } from '../../src/audience/send-transactional-mails';
import { mailSignUps } from '../../src/audience/sign-up/mail-sign-ups';
import { unsubscribe } from '../../src/audience/unsubscribe/unsubscribe';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { findReader, postSignUp, press, signUp } from '../helpers/fixtures/sign-up';
import { addReaders } from '../helpers/fixtures/week';
import { makeLockBarrier } from '../helpers/lock-barrier';
import { readMailbox } from '../helpers/mailbox';

async function openFixture(readers: number) {
  const db = await cloneDatabase();
  const failures: Record<string, unknown>[] = [];
  const error = (fields: Record<string, unknown>) => void failures.push(fields);
  const deps = await makeDeps(db, { log: { info: () => {}, warn: () => {}, error } });
  if (readers > 0) await addReaders(deps, readers);
  return { db, deps, failures };
}

/** Runs the first up to a point, starts the second, and waits for both. */
async function meet<A, B>(
  { db }: TestDeps,
  at: RawBuilder<unknown>,
  first: () => Promise<A>,
  second: () => Promise<B>,
): Promise<[A, B]> {
  const standstill = await makeLockBarrier(db, at);
  const one = first();
  await standstill.reach(1);
  const other = second();
  await standstill.reach(2);
  await standstill.letGo();
  return Promise.all([one, other]);
}

const by = ({ now }: TestDeps) => ({ actor: 'test', at: now() });
const move = { act: 'move' };

async function eraseBy(deps: TestDeps, email: string): Promise<void> {
  const { id } = (await findReader(deps, email))!;
  await eraseReader(deps.db, { subscriberId: id, ...by(deps) });
}

it('two readers who move to one address at once: the first moves, the other is told that the link is dead', async () => {
  const { deps, failures } = await openFixture(2);
  const paths = await Promise.all(
    [1, 2].map((n) => makeLink(deps, `reader${n}@example.com`, 'both@example.com')),
  );
  const [first, second] = await meet(
    deps,
    sql`after update on subscribers`,
    () => press(deps, paths[0]!, move),
    () => press(deps, paths[1]!, move),
  );
  expect([first.status, second.status]).toEqual([200, 409]);
  expect(await findReader(deps, 'reader1@example.com')).toBeUndefined();
  expect((await findReader(deps, 'reader2@example.com'))!.state).toBe('confirmed');
  expect(failures).toEqual([]);
});

it('two readers who move to two addresses of one mailbox at once both move, and share it', async () => {
  const { deps, failures } = await openFixture(2);
  const paths = await Promise.all(
    [1, 2].map((n) => makeLink(deps, `reader${n}@example.com`, `both+${n}@example.com`)),
  );
  const [first, second] = await meet(
    deps,
    sql`after update on mailboxes`,
    () => press(deps, paths[0]!, move),
    () => press(deps, paths[1]!, move),
  );
  expect([first.status, second.status]).toEqual([200, 200]);
  const [one, other] = await Promise.all(
    [1, 2].map((n) => findReader(deps, `both+${n}@example.com`)),
  );
  expect(one!.mailbox_id).toBe(other!.mailbox_id);
  expect(failures).toEqual([]);
});

it('a move to an address that is being confirmed at that moment is refused as a dead link', async () => {
  const { deps, failures } = await openFixture(1);
  const { path } = await signUp(deps, 'new@example.com');
  const link = await makeLink(deps, 'reader1@example.com', 'new@example.com');
  const [confirmed, moved] = await meet(
    deps,
    sql`after insert on subscribers`,
    () => press(deps, path),
    () => press(deps, link, move),
  );
  expect([confirmed.status, moved.status]).toEqual([200, 409]);
  expect(await findReader(deps, 'reader1@example.com')).toBeDefined();
  expect(failures).toEqual([]);
});

it('an address that is confirmed while a reader moves to it is that reader’s, and ends in no deadlock', async () => {
  const { deps, failures } = await openFixture(1);
  const { path } = await signUp(deps, 'new@example.com');
  const link = await makeLink(deps, 'reader1@example.com', 'new@example.com');
  const [moved, confirmed] = await meet(
    deps,
    sql`after update on subscribers`,
    () => press(deps, link, move),
    () => press(deps, path),
  );
  expect([moved.status, confirmed.status]).toEqual([200, 200]);
  expect(await findReader(deps, 'reader1@example.com')).toBeUndefined();
  expect(failures).toEqual([]);
});

it('a sign-up that is confirmed while its reader is erased ends with the erasure, and in no deadlock', async () => {
  const { deps, failures } = await openFixture(1);
  const email = 'reader1@example.com';
  const { id } = (await findReader(deps, email))!;
  await unsubscribe(deps.db, { subscriberId: id, wording: 'test', ...by(deps) });
  deps.clock.advance(HOUR_MS);
  const { path } = await signUp(deps, email);
  const [, confirmed] = await meet(
    deps,
    sql`after insert on suppressions`,
    () => eraseBy(deps, email),
    () => press(deps, path),
  );
  expect(confirmed.status).toBe(409);
  expect(await findReader(deps, email)).toBeUndefined();
  expect(failures).toEqual([]);
});

it('two links of one reader that are pressed at once, one to erase, end in no deadlock', async () => {
  const { deps, failures } = await openFixture(2);
  const email = 'reader2@example.com';
  const [erase, opens] = await Promise.all([1, 2].map(() => makeLink(deps, email)));
  const [erased, agreed] = await meet(
    deps,
    sql`after insert on suppressions`,
    () => press(deps, erase!, { act: 'erase' }),
    () => press(deps, opens!, { act: 'opens' }),
  );
  expect([erased.status, agreed.status]).toEqual([200, 409]);
  expect(failures).toEqual([]);
});

it('a mail that is being written while its reader is erased does not go out', async () => {
  const { deps, failures } = await openFixture(1);
  const idle = { ...deps, runInBackground: () => {} };
  await postSignUp(idle, 'reader1@example.com');
  await meet(
    deps,
    sql`after insert on outbox`,
    () => mailSignUps(deps),
    () => eraseBy(deps, 'reader1@example.com'),
  );
  await sendTransactionalMails(deps);
  expect(await readMailbox(deps)).toEqual([]);
  expect(failures).toEqual([]);
});

it('a link that is asked for while its reader is erased is not mailed', async () => {
  const { db, deps } = await openFixture(1);
  const { id } = (await findReader(deps, 'reader1@example.com'))!;
  const ask = () => db.transaction().execute((tx) => mailManageLink({ ...deps, db: tx }, id));
  await meet(
    deps,
    sql`after delete on one_time_links`,
    () => eraseBy(deps, 'reader1@example.com'),
    ask,
  );
  await sendTransactionalMails(deps);
  expect(await readMailbox(deps)).toEqual([]);
});

it('a yes to opens after confirming, of a reader who leaves at that moment, is refused and not logged', async () => {
  const { db, deps } = await openFixture(0);
  const { path, cookie } = await signUp(deps, 'ada@example.com');
  await press(deps, path, { by: 'script' }, { cookie });
  const { id } = (await findReader(deps, 'ada@example.com'))!;
  const [, agreed] = await meet(
    deps,
    sql`after update on subscribers`,
    () => unsubscribe(db, { subscriberId: id, wording: 'test', ...by(deps) }),
    () => press(deps, path, { act: 'opens' }, { cookie }),
  );
  expect(agreed.status).toBe(409);
  const yes = db.selectFrom('consents').select('at').where('subject', '=', 'opens');
  expect(await yes.execute()).toEqual([]);
});
