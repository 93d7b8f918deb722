import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import type { Issue } from '../../src/issues/find';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { MINUTE_MS, openBallotFixture, releaseNext } from '../helpers/fixtures/ballot-fixture';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { makeLink } from '../helpers/fixtures/one-time-link';
import { findReader, press } from '../helpers/fixtures/sign-up';
import { during, makeLockBarrier } from '../helpers/lock-barrier';

const EMAIL = 'reader@example.com';

/** A reader with an issue's mail, and what they and the next issue's plan can do. */
async function openFixture() {
  const db = await cloneDatabase();
  const { deps, clock, first, plan, ...fixture } = await openBallotFixture(db, [
    EMAIL,
    'other@example.com',
  ]);
  await deliverIssue(deps, first.id);
  const { id } = (await findReader(deps, EMAIL))!;
  const { delivery } = await openEventFixture(db, deps).mailTo(EMAIL);
  const postLeave = async (fields: Record<string, string>) => {
    const path = `/unsubscribe/${deps.signer.sign('u', delivery)}`;
    const request = { method: 'POST', body: new URLSearchParams(fields) };
    return (await createApp(deps).request(path, request)).status;
  };
  const readDelivery = (issue: Issue) =>
    db
      .selectFrom('deliveries')
      .select(['state', 'reason', 'email'])
      .where('issue_id', '=', issue.id)
      .where('subscriber_id', '=', id)
      .executeTakeFirstOrThrow();
  return {
    db,
    deps,
    delivery,
    plan,
    readDelivery,
    /** RFC 8058, from the first issue's mail. */
    unsubscribeByHeader: () => postLeave({ 'List-Unsubscribe': 'One-Click' }),
    unsubscribeByPage: () => postLeave({ from: 'page' }),
    byLink: async (act: 'erase' | 'move', to?: string) => {
      const link = await makeLink(deps, EMAIL, to);
      return async () => (await press(deps, link, { act })).status;
    },
    /** The next issue is due, and the reader voted in the last one a minute before. */
    voteLate: async () => {
      const next = await releaseNext(deps);
      clock.advance(HOUR_MS - MINUTE_MS);
      expect((await fixture.press(first, EMAIL)).status).toBe(200);
      clock.advance(MINUTE_MS);
      return next;
    },
  };
}

type Fixture = Awaited<ReturnType<typeof openFixture>>;

/** After the old ballots are frozen and before the audience is. */
const duringPlan = <T>(fixture: Fixture, act: () => Promise<T>) =>
  during(fixture.db, sql`after update on ballots`, fixture.plan, act);

const pause = ({ db }: Fixture) =>
  sql`update subscribers set paused_issues = 2 where email = ${EMAIL}`.execute(db);

it.each(['unsubscribeByHeader', 'unsubscribeByPage'] as const)(
  'a late voter who unsubscribes during a plan is off the list and gets no mail of that issue: %s',
  async (way) => {
    const fixture = await openFixture();
    const next = await fixture.voteLate();
    expect(await duringPlan(fixture, fixture[way])).toBe(200);
    await deliverIssue(fixture.deps, next.id);
    expect((await findReader(fixture.deps, EMAIL))!.state).toBe('unsubscribed');
    expect(await fixture.readDelivery(next)).toMatchObject({
      state: 'suppressed',
      reason: 'unsubscribed',
    });
  },
);

it.each(['unsubscribeByHeader', 'unsubscribeByPage'] as const)(
  'a late voter who pauses and unsubscribes during a plan is off the list: %s',
  async (way) => {
    const fixture = await openFixture();
    const next = await fixture.voteLate();
    await pause(fixture);
    expect(await duringPlan(fixture, fixture[way])).toBe(200);
    expect((await findReader(fixture.deps, EMAIL))!.state).toBe('unsubscribed');
    expect(await fixture.readDelivery(next)).toMatchObject({ reason: 'paused' });
  },
);

it('a late voter who begins to pause and unsubscribes during a plan is off the list', async () => {
  const fixture = await openFixture();
  await fixture.voteLate();
  const pauseAndLeave = () => pause(fixture).then(fixture.unsubscribeByHeader);
  expect(await duringPlan(fixture, pauseAndLeave)).toBe(200);
  expect((await findReader(fixture.deps, EMAIL))!.state).toBe('unsubscribed');
});

it('a late voter who is erased while a plan counts their vote is forgotten before the audience is frozen', async () => {
  const fixture = await openFixture();
  const next = await fixture.voteLate();
  expect(await duringPlan(fixture, await fixture.byLink('erase'))).toBe(200);
  await expectForgotten(fixture);
  await expect(fixture.readDelivery(next)).rejects.toThrow('no result');
});

it('a late voter who is erased once the audience is frozen is forgotten and gets no mail of that issue', async () => {
  const fixture = await openFixture();
  const next = await fixture.voteLate();
  const frozen = sql`after insert on deliveries`;
  const erase = await fixture.byLink('erase');
  expect(await during(fixture.db, frozen, fixture.plan, erase)).toBe(200);
  await deliverIssue(fixture.deps, next.id);
  await expectForgotten(fixture);
  expect(await fixture.readDelivery(next)).toMatchObject({ state: 'suppressed', reason: 'erased' });
});

async function expectForgotten({ db, deps }: Fixture): Promise<void> {
  expect(await findReader(deps, EMAIL)).toBeUndefined();
  const addresses = db.selectFrom('deliveries').select('id').where('email', '=', EMAIL);
  expect(await addresses.execute()).toEqual([]);
}

it('a late voter who changes address during a plan gets that issue at the new one', async () => {
  const fixture = await openFixture();
  const next = await fixture.voteLate();
  const email = 'moved@example.com';
  expect(await duringPlan(fixture, await fixture.byLink('move', email))).toBe(200);
  await deliverIssue(fixture.deps, next.id);
  expect(await fixture.readDelivery(next)).toMatchObject({ state: 'accepted', email });
});

it('a reader who has not voted lately unsubscribes without waiting for a plan', async () => {
  const fixture = await openFixture();
  const next = await releaseNext(fixture.deps);
  fixture.deps.clock.advance(HOUR_MS);
  const standstill = await makeLockBarrier(fixture.db, sql`after insert on deliveries`);
  const planning = fixture.plan();
  await standstill.reach(1);
  expect(await fixture.unsubscribeByHeader()).toBe(200);
  await standstill.letGo();
  await planning;
  await deliverIssue(fixture.deps, next.id);
  expect(await fixture.readDelivery(next)).toMatchObject({ reason: 'unsubscribed' });
});

it.each(['leave', 'erase'])(
  'a soft bounce that comes while its reader goes is taken, and the reader is gone: %s',
  async (way) => {
    const fixture = await openFixture();
    const { tell, mailTo, readDelivery } = openEventFixture(fixture.db, fixture.deps);
    const mail = await mailTo(EMAIL);
    const bounce = () => tell(mail, 'email.bounced', { bounce: { type: 'Transient' } });
    const go = way === 'leave' ? fixture.unsubscribeByHeader : await fixture.byLink('erase');
    let answer: ReturnType<typeof bounce> | undefined;
    const begin = () => {
      answer = bounce();
      return answer;
    };
    expect(await during(fixture.db, sql`after update on deliveries`, begin, go)).toBe(200);
    expect(await answer).toMatchObject({ status: 200, outcome: 'applied' });
    expect((await readDelivery(fixture.delivery)).bounced_at).not.toBeNull();
    expect((await findReader(fixture.deps, EMAIL))?.state).not.toBe('confirmed');
  },
);
