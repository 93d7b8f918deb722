import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { pauseIssue } from '../../src/deliveries/pause';
import { getIssue, type Issue } from '../../src/issues/find';
import { readLastResult } from '../../src/rendering/last-result';
import { archiveIssue } from '../../src/sending/archive-issue';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { cloneDatabase } from '../helpers/database';
import { HOUR_MS } from '../helpers/deps';
import {
  openBallotFixture,
  readBallot,
  readOwnVotes,
  releaseNext,
} from '../helpers/fixtures/ballot-fixture';

const EMAIL = 'reader@example.com';

/** A first issue with a vote, a second one planned and cancelled, and a third that is due. */
async function openFixture(sent: number) {
  const db = await cloneDatabase();
  const fixture = await openBallotFixture(db, [EMAIL, 'other@example.com']);
  const { deps, clock, first } = fixture;
  await fixture.press(first, EMAIL);
  const cancelled = await fixture.planNext();
  await sql`update deliveries set state = 'unknown', reason = 'no answer' where id in (
    select id from deliveries where issue_id = ${cancelled.id} limit ${sent})`.execute(db);
  await pauseIssue(deps, { issueId: cancelled.id, reason: 'a mistake' });
  await cancelIssue(db, { issueId: cancelled.id, actor: 'Edda', at: clock.now() });
  const third = await releaseNext(deps);
  const resultIn = async (issue: Issue) =>
    (await readLastResult(db, { issue, floor: 1, publicUrl: 'https://verdicts.example.com' }))
      ?.issue;
  const preview = await resultIn(third);
  clock.advance(HOUR_MS);
  await fixture.plan();
  const result = await resultIn(await getIssue(db, third.number));
  const { returned_in } = await readBallot(db, first);
  return {
    first,
    cancelled,
    third,
    preview,
    result,
    returned_in,
    said: await readOwnVotes(db, third),
  };
}

it('a cancelled issue that reached nobody gives back the result it was to bring: the next issue brings it', async () => {
  const { first, third, preview, result, returned_in, said } = await openFixture(0);
  expect([preview, result]).toEqual([first.number, first.number]);
  expect(returned_in).toBe(third.id);
  expect(said).toEqual({ [EMAIL]: '+.' });
});

it('a cancelled issue that may have reached somebody has brought its result', async () => {
  const { cancelled, preview, result, returned_in, said } = await openFixture(1);
  expect([preview, result]).toEqual([undefined, undefined]);
  expect(returned_in).toBe(cancelled.id);
  expect(said).toEqual({});
});

it.each([true, false])(
  'an issue that was cancelled halfway has its result brought back only if an editor archived it: %s',
  async (shown) => {
    const fixture = await openBallotFixture(await cloneDatabase(), [EMAIL, 'other@example.com']);
    const { deps, clock, first } = fixture;
    const { db } = deps;
    await fixture.press(first, EMAIL);
    const by = { actor: 'Edda', at: clock.now() };
    await cancelIssue(db, { issueId: first.id, ...by });
    if (shown) await archiveIssue(db, { number: first.number, shown, ...by });
    const next = await fixture.planNext();
    expect((await readBallot(db, first)).returned_in).toBe(shown ? next.id : null);
  },
);

it('an issue whose mails were all refused gives back the result it was to bring, although it was never cancelled', async () => {
  const db = await cloneDatabase();
  const fixture = await openBallotFixture(db, [EMAIL, 'other@example.com']);
  const { deps, clock, first } = fixture;
  await fixture.press(first, EMAIL);
  const refused = await fixture.planNext();
  const message = 'No.';
  deps.mailer.submitBatch = async () => ({ kind: 'refused', name: 'validation_error', message });
  await deliverIssue(deps, refused.id);
  expect((await getIssue(db, refused.number)).state).toBe('sent');
  const third = await releaseNext(deps);
  clock.advance(HOUR_MS);
  await fixture.plan();
  expect((await readBallot(db, first)).returned_in).toBe(third.id);
  expect(await readOwnVotes(db, third)).toEqual({ [EMAIL]: '+.' });
});
