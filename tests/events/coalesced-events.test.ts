import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { retryOnDeadlock } from '../../src/platform/postgres/deadlock';
import { cloneDatabase } from '../helpers/database';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { sendIssue } from '../helpers/fixtures/sent-issue';
import { type EventMail, eventAbout } from '../helpers/fixtures/svix';
import { restoreBeforeEach } from '../helpers/restore-before-each';
import { countStatements } from '../helpers/statements';

const READERS = 60;
const db = await cloneDatabase();
const { deps } = await sendIssue(db, READERS);
const fixture = openEventFixture(db, deps);
const { readDelivery, findSuppression } = fixture;
const mails: EventMail[] = [];
for (let n = 1; n <= READERS; n += 1) mails.push(await fixture.mailTo(`reader${n}@example.com`));

await restoreBeforeEach(db);

const TYPES = ['delivered', 'sent', 'bounced', 'complained', 'failed', 'suppressed', 'odd'];
const bounce = { type: 'Permanent' };
const failed = { reason: 'reached_daily_quota' };
const tell = (to: typeof fixture, mail: EventMail, type: string, id?: string) =>
  to.post(eventAbout(mail, `email.${type}`, { bounce, failed }), id ? { id } : {});

describe('provider events that come at once', () => {
  it('are each applied with all their effects, in a transaction of a few statements', async () => {
    const { counted, statements } = countStatements(db);
    const busy = openEventFixture(db, { ...deps, db: counted });
    const told = mails.slice(0, 40);
    const answers = await Promise.all(
      told.map((mail, nth) => tell(busy, mail, nth === 7 ? 'bounced' : 'delivered')),
    );
    expect(new Set(answers.map(({ outcome }) => outcome))).toEqual(new Set(['applied']));
    const rows = await Promise.all(told.map(({ delivery }) => readDelivery(delivery)));
    expect(rows.filter((row) => row.delivered_at !== null)).toHaveLength(39);
    expect(rows[7]).toMatchObject({ delivered_at: null, bounce_type: 'Permanent' });
    expect(await findSuppression(told[7]!.to)).toMatchObject({ reason: 'bounced' });
    expect(statements()).toBeLessThan(30);
  });

  it('count a soft bounce for the reader whose mailbox was full, and for nobody whose address is dead', async () => {
    const [full, dead] = [mails[57]!, mails[58]!];
    const soft = { type: 'Transient' };
    await Promise.all([
      fixture.post(eventAbout(full, 'email.bounced', { bounce: soft })),
      fixture.post(eventAbout(dead, 'email.bounced', { bounce })),
    ]);
    const runs = await db
      .selectFrom('soft_bounces')
      .innerJoin('deliveries', 'deliveries.subscriber_id', 'soft_bounces.subscriber_id')
      .select(['deliveries.id', 'in_a_row'])
      .where('deliveries.id', 'in', [full.delivery, dead.delivery])
      .execute();
    expect(runs).toEqual([{ id: full.delivery, in_a_row: 1 }]);
    expect(await findSuppression(full.to)).toBeUndefined();
    expect(await findSuppression(dead.to)).toMatchObject({ reason: 'bounced' });
  });

  it('and are the same event are applied once', async () => {
    const copies = Array.from({ length: 9 }, () =>
      tell(fixture, mails[50]!, 'complained', 'msg_9'),
    );
    const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual(['applied', ...Array(8).fill('repeated')]);
  });

  it('cost only the one at fault, which has no effect and is applied when it comes again', async () => {
    const bad = mails[45]!;
    const store = (email: string) =>
      db.updateTable('deliveries').set({ email }).where('id', '=', bad.delivery).execute();
    await store('no address');
    const asked = mails
      .slice(40, 50)
      .map((mail, nth) => tell(fixture, mail, 'complained', `c${nth}`));
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 500, 200, 200, 200, 200]);
    const marked = await Promise.all(
      mails.slice(40, 50).map(async ({ delivery }) => (await readDelivery(delivery)).complained_at),
    );
    expect(marked.map((at) => at !== null)).toEqual(statuses.map((status) => status === 200));
    await store(bad.to);
    expect((await tell(fixture, bad, 'complained', 'c5')).outcome).toBe('applied');
  });

  it('about known mails are not held up by one known by its tag alone', async () => {
    const [known, early] = [mails[55]!, mails[56]!];
    const { resend_id } = await readDelivery(early.delivery);
    const forget = (id: string | null) =>
      db
        .updateTable('deliveries')
        .set({ resend_id: id })
        .where('id', '=', early.delivery)
        .execute();
    await forget(null);
    const other = { ...early, installation: 'another', email_id: 'theirs' };
    const asked = [known, early, other].map((mail) => tell(fixture, mail, 'delivered'));
    const outcomes = (await Promise.all(asked)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['applied', 'applied', 'foreign']);
    expect((await readDelivery(early.delivery)).resend_id).toBe(resend_id);
  });

  it('to several processes, in opposite orders, and of every kind, are all applied', async () => {
    const fixtures = [fixture, openEventFixture(db, deps), openEventFixture(db, deps)];
    const told = fixtures.flatMap((to, way) => {
      const order = way % 2 ? mails.toReversed() : mails;
      return order.map((mail, nth) => tell(to, mail, TYPES[(nth + way) % TYPES.length]!));
    });
    const statuses = (await Promise.all(told)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const events = await fixture.listEvents();
    expect(events.filter(({ outcome }) => outcome === 'kept')).toEqual([]);
  });
});

it('a deadlock’s victim tries again, once; every other failure is reported', async () => {
  const [first, second] = [mails[0]!.delivery, mails[1]!.delivery];
  const lock = (tx: typeof db, id: number) =>
    sql`select from deliveries where id = ${id} for no key update`.execute(tx);
  let tries = 0;
  let bothHold: () => void;
  const both = new Promise<void>((resolve) => {
    bothHold = resolve;
  });
  const cross = (one: number, other: number) =>
    retryOnDeadlock(() =>
      db.transaction().execute(async (tx) => {
        await lock(tx, one);
        tries += 1;
        if (tries === 2) bothHold();
        await both;
        await lock(tx, other);
      }),
    );
  await Promise.all([cross(first, second), cross(second, first)]);
  expect(tries).toBe(3);
  let times = 0;
  const failing = retryOnDeadlock(async () => {
    times += 1;
    throw new Error('something else');
  });
  await expect(failing).rejects.toThrow('something else');
  expect(times).toBe(1);
});
