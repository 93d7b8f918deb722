import { sql } from 'kysely';
import { PgBoss } from 'pg-boss';
import { expect, it, vi } from 'vitest';
import { openIssueQueue } from '../../src/node/issue-queue';
import { type Database, openDatabase } from '../../src/platform/database';
import type { Log } from '../../src/platform/log';
import { atEnd } from '../helpers/at-end';
import { cloneDatabaseUrl } from '../helpers/database';
import { silent } from '../helpers/silent-log';

async function openFixture() {
  const databaseUrl = await cloneDatabaseUrl();
  const db = openDatabase(databaseUrl, { max: 1, log: silent });
  atEnd(() => db.destroy());
  const open = async (log: Log = silent) => {
    const queue = await openIssueQueue({ databaseUrl, log });
    atEnd(() => queue.close());
    return queue;
  };
  return { databaseUrl, db, open };
}

/** Work that goes on until ended or told to stop, and who was at which issue. */
function openWork() {
  const begun: number[] = [];
  const ended = Promise.withResolvers<void>();
  const deliver = async (issueId: number, signal: AbortSignal) => {
    begun.push(issueId);
    signal.addEventListener('abort', () => ended.resolve());
    await ended.promise;
  };
  return { begun, deliver, end: () => ended.resolve() };
}

async function countMessages(db: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from pgboss.job`.execute(db);
  return rows[0]!.n;
}

it('several processes may make the queue at the same moment', async () => {
  const { db, open } = await openFixture();
  await Promise.all(Array.from({ length: 4 }, () => open()));
  const { rows } = await sql`select name, policy from pgboss.queue`.execute(db);
  expect(rows).toEqual([{ name: 'issue-work', policy: 'short' }]);
});

it('however often an issue is enqueued, one message for it waits', async () => {
  const { db, open } = await openFixture();
  const queue = await open();
  for (let n = 0; n < 20; n += 1) await queue.enqueue(7);
  await Promise.all([queue.enqueue(7), queue.enqueue(8)]);
  expect(await countMessages(db)).toBe(2);
});

it('a process working on an issue takes no second message for it, but takes one for another issue; a newcomer takes the second', async () => {
  const { db, open } = await openFixture();
  const [first, second] = [await open(), await open()];
  const [at, late] = [openWork(), openWork()];
  await first.work(at.deliver);
  await first.enqueue(7);
  await vi.waitFor(() => expect(at.begun).toEqual([7]));
  expect(await countMessages(db)).toBe(0);
  await first.enqueue(7);
  await first.enqueue(8);
  await vi.waitFor(() => expect(at.begun).toEqual([7, 8]));
  expect(await countMessages(db)).toBe(1);
  await second.work(late.deliver);
  await vi.waitFor(() => expect(late.begun).toEqual([7]));
  expect({ messages: await countMessages(db), at: at.begun }).toEqual({ messages: 0, at: [7, 8] });
  at.end();
  late.end();
});

it('work that fails uses up its message, and the next message is still taken', async () => {
  const { db, open } = await openFixture();
  const queue = await open();
  const taken: number[] = [];
  await queue.work(async (issueId) => {
    taken.push(issueId);
    throw new Error('this issue fails');
  });
  await queue.enqueue(7);
  await vi.waitFor(() => expect(taken).toEqual([7]));
  await vi.waitFor(async () => expect(await countMessages(db)).toBe(0));
  await queue.enqueue(7);
  await vi.waitFor(() => expect(taken).toEqual([7, 7]));
});

it('a message that does not match our schema is logged and starts nothing', async () => {
  const { databaseUrl, db, open } = await openFixture();
  const error = vi.fn();
  const queue = await open({ ...silent, error });
  const stranger = new PgBoss({ connectionString: databaseUrl, schedule: false });
  await stranger.start();
  atEnd(() => stranger.stop({ graceful: false }));
  const { begun, deliver } = openWork();
  await queue.work(deliver);
  const bodies = [{ issue: '7' }, { issue: 7, when: 'now' }, { issue: -1 }, null];
  for (const [n, data] of bodies.entries())
    await stranger.send('issue-work', data, { singletonKey: `stranger ${n}` });
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(bodies.length));
  expect(error).toHaveBeenCalledWith(
    { event: 'queue', job: expect.any(String) },
    'a message could not be understood',
  );
  expect(begun).toEqual([]);
  expect(await countMessages(db)).toBe(0);
});

it('a process that stops asks its work to end, waits for it, and takes no further message', async () => {
  const { db, open } = await openFixture();
  const queue = await open();
  const { begun, deliver } = openWork();
  const stop = await queue.work(deliver);
  await queue.enqueue(7);
  await vi.waitFor(() => expect(begun).toEqual([7]));
  await stop();
  await queue.enqueue(8);
  expect({ begun, messages: await countMessages(db) }).toEqual({ begun: [7], messages: 1 });
});
