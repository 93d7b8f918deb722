import { type RawBuilder, sql } from 'kysely';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app';
import type { Issue } from '../../src/issues/find';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { MINUTE_MS, openBallotGround, releaseNext } from '../helpers/ballot-ground';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import { openEventGround } from '../helpers/event-ground';
import { makeLink } from '../helpers/mailed-link';
import { findReader, press } from '../helpers/sign-up';
import { makeStandstill, waitForWaiting } from '../helpers/standstill';

const EMAIL = 'reader@example.com';

/** A reader who has an issue's mail, and what they and the plan of the next one can do. */
async function openGround() {
  const db = await cloneDatabase();
  const { deps, clock, first, plan, ...ground } = await openBallotGround(db, [
    EMAIL,
    'other@example.com',
  ]);
  await deliverIssue(deps, first.id);
  const { id } = (await findReader(deps, EMAIL))!;
  const { delivery } = await openEventGround(db, deps).mailTo(EMAIL);
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
    /** RFC 8058, of the first issue's mail. */
    leaveByHeader: () => postLeave({ 'List-Unsubscribe': 'One-Click' }),
    leaveByPage: () => postLeave({ from: 'page' }),
    byLink: async (act: 'erase' | 'move', to?: string) => {
      const link = await makeLink(deps, EMAIL, to);
      return async () => (await press(deps, link, { act })).status;
    },
    /** The issue that is due, when the reader has voted in the last one a minute before. */
    voteLate: async () => {
      const next = await releaseNext(deps);
      clock.advance(HOUR_MS - MINUTE_MS);
      expect((await ground.press(first, EMAIL)).status).toBe(200);
      clock.advance(MINUTE_MS);
      return next;
    },
  };
}

type Ground = Awaited<ReturnType<typeof openGround>>;

/** Begins the first, lets it come to a point, begins the second, and waits for both. */
async function during<T>(
  { db }: Ground,
  at: RawBuilder<unknown>,
  first: () => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  const standstill = await makeStandstill(db, at);
  const one = first();
  await standstill.reach(1);
  const other = second();
  await waitForWaiting(db, 2, other);
  await standstill.letGo();
  const [done] = await Promise.all([other, one]);
  return done;
}

/** With the old ballots frozen and the audience not yet. */
const duringPlan = <T>(ground: Ground, act: () => Promise<T>) =>
  during(ground, sql`after update on ballots`, ground.plan, act);

const pause = ({ db }: Ground) =>
  sql`update subscribers set paused_issues = 2 where email = ${EMAIL}`.execute(db);

it.each(['leaveByHeader', 'leaveByPage'] as const)(
  'a late voter who unsubscribes during a plan is off the list and gets no mail of that issue: %s',
  async (way) => {
    const ground = await openGround();
    const next = await ground.voteLate();
    expect(await duringPlan(ground, ground[way])).toBe(200);
    await deliverIssue(ground.deps, next.id);
    expect((await findReader(ground.deps, EMAIL))!.state).toBe('unsubscribed');
    expect(await ground.readDelivery(next)).toMatchObject({
      state: 'suppressed',
      reason: 'unsubscribed',
    });
  },
);

it.each(['leaveByHeader', 'leaveByPage'] as const)(
  'a late voter who pauses and unsubscribes during a plan is off the list: %s',
  async (way) => {
    const ground = await openGround();
    const next = await ground.voteLate();
    await pause(ground);
    expect(await duringPlan(ground, ground[way])).toBe(200);
    expect((await findReader(ground.deps, EMAIL))!.state).toBe('unsubscribed');
    expect(await ground.readDelivery(next)).toMatchObject({ reason: 'paused' });
  },
);

it('a late voter who begins to pause and unsubscribes during a plan is off the list', async () => {
  const ground = await openGround();
  await ground.voteLate();
  const pauseAndLeave = () => pause(ground).then(ground.leaveByHeader);
  expect(await duringPlan(ground, pauseAndLeave)).toBe(200);
  expect((await findReader(ground.deps, EMAIL))!.state).toBe('unsubscribed');
});

it('a late voter who is erased while a plan counts their vote is forgotten before the audience is frozen', async () => {
  const ground = await openGround();
  const next = await ground.voteLate();
  expect(await duringPlan(ground, await ground.byLink('erase'))).toBe(200);
  await expectForgotten(ground);
  await expect(ground.readDelivery(next)).rejects.toThrow('no result');
});

it('a late voter who is erased once the audience is frozen is forgotten and gets no mail of that issue', async () => {
  const ground = await openGround();
  const next = await ground.voteLate();
  const frozen = sql`after insert on deliveries`;
  const erase = await ground.byLink('erase');
  expect(await during(ground, frozen, ground.plan, erase)).toBe(200);
  await deliverIssue(ground.deps, next.id);
  await expectForgotten(ground);
  expect(await ground.readDelivery(next)).toMatchObject({ state: 'suppressed', reason: 'erased' });
});

async function expectForgotten({ db, deps }: Ground): Promise<void> {
  expect(await findReader(deps, EMAIL)).toBeUndefined();
  const addresses = db.selectFrom('deliveries').select('id').where('email', '=', EMAIL);
  expect(await addresses.execute()).toEqual([]);
}

it('a late voter who changes address during a plan gets that issue at the new one', async () => {
  const ground = await openGround();
  const next = await ground.voteLate();
  const email = 'moved@example.com';
  expect(await duringPlan(ground, await ground.byLink('move', email))).toBe(200);
  await deliverIssue(ground.deps, next.id);
  expect(await ground.readDelivery(next)).toMatchObject({ state: 'accepted', email });
});

it('who did not vote lately unsubscribes without waiting for a plan', async () => {
  const ground = await openGround();
  const next = await releaseNext(ground.deps);
  ground.deps.clock.advance(HOUR_MS);
  const standstill = await makeStandstill(ground.db, sql`after insert on deliveries`);
  const planning = ground.plan();
  await standstill.reach(1);
  expect(await ground.leaveByHeader()).toBe(200);
  await standstill.letGo();
  await planning;
  await deliverIssue(ground.deps, next.id);
  expect(await ground.readDelivery(next)).toMatchObject({ reason: 'unsubscribed' });
});

it.each(['leave', 'erase'])(
  'a soft bounce that comes while its reader goes is taken, and the reader is gone: %s',
  async (way) => {
    const ground = await openGround();
    const { tell, mailTo, readDelivery } = openEventGround(ground.db, ground.deps);
    const mail = await mailTo(EMAIL);
    const bounce = () => tell(mail, 'email.bounced', { bounce: { type: 'Transient' } });
    const go = way === 'leave' ? ground.leaveByHeader : await ground.byLink('erase');
    let answer: ReturnType<typeof bounce> | undefined;
    const begin = () => {
      answer = bounce();
      return answer;
    };
    expect(await during(ground, sql`after update on deliveries`, begin, go)).toBe(200);
    expect(await answer).toMatchObject({ status: 200, outcome: 'applied' });
    expect((await readDelivery(ground.delivery)).bounced_at).not.toBeNull();
    expect((await findReader(ground.deps, EMAIL))?.state).not.toBe('confirmed');
  },
);
