import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { editIssue } from '../../src/issues/edit';
import { listEntries } from '../../src/issues/entries';
import { getIssue } from '../../src/issues/find';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { readSettings } from '../../src/platform/settings/settings';
import { listPicks } from '../../src/selection/list-picks';
import { openWeek } from '../../src/selection/open-week';
import { redraftIssue } from '../../src/selection/redraft';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { planDueIssues } from '../../src/sending/plan';
import { release } from '../../src/sending/release';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { HOUR_MS, makeDeps } from '../helpers/deps';
import { addReaders, openDraft } from '../helpers/fixtures/week';

const WRONG_KEY: SubmissionOutcome = {
  kind: 'misconfigured',
  name: 'invalid_api_key',
  message: 'No.',
};
type Submit = (real: () => Promise<SubmissionOutcome>) => Promise<SubmissionOutcome>;

/** An issue with an editor's words, sending to readers in two batches. */
async function openFixture(submit: Submit, readers = 101) {
  const db = await cloneDatabase();
  const mailer = (real: Mailer): Mailer => ({
    ...real,
    submitBatch: (batch) => submit(() => real.submitBatch(batch)),
  });
  const deps = await makeDeps(db, { mailer });
  await addReaders(deps, readers);
  const openedAt = deps.now();
  const { id: issueId, number, week } = await openDraft(deps);
  await editIssue(db, { number, changes: { subject: 'Two of a kind', intro: 'Hello **you**.' } });
  const by = () => ({ actor: 'Edda', at: deps.now() });
  const sendAt = new Date(deps.now().getTime() + HOUR_MS);
  await release(deps, { number, sendAt, ...by() });
  deps.clock.advance(HOUR_MS);
  await planDueIssues(db, by());
  return {
    db,
    deps,
    issueId,
    number,
    week,
    by,
    deliver: () => deliverIssue(deps, issueId, { concurrency: 1 }),
    cancel: () => cancelIssue(db, { issueId, ...by() }),
    isVoid: async () => (await getIssue(db, number)).voided_at !== null,
    redraft: () => redraftIssue(db, { number, ...by() }),
    openWeek: async () =>
      openWeek(db, { settings: await readSettings(db), actor: 'open-week', at: openedAt }),
    slugsOf: async (id: number) => (await listEntries(db, id)).map(({ slug }) => slug),
  };
}

describe('an issue that was cancelled before anybody got it', () => {
  it('gives its week and its comparisons to the next draft', async () => {
    const fixture = await openFixture(async () => WRONG_KEY);
    const { db, issueId, number, week } = fixture;
    await fixture.deliver();
    expect((await fixture.openWeek()).outcome).toBe('already open');
    await fixture.cancel();
    expect(await fixture.isVoid()).toBe(true);
    const opened = await fixture.openWeek();
    expect(opened).toMatchObject({ outcome: 'opened', number: number + 1 });
    const next = await getIssue(db, opened.number!);
    expect(next.week).toBe(week);
    expect(await fixture.slugsOf(next.id)).toEqual(await fixture.slugsOf(issueId));
    await expect(fixture.redraft()).rejects.toThrow(`already has its issue: number ${number + 1}`);
  });

  it('can be drafted again with its words, comparisons and picks, and that draft goes out', async () => {
    let answer: Submit = async () => WRONG_KEY;
    const fixture = await openFixture((real) => answer(real));
    const { db, deps, issueId, number, week } = fixture;
    await fixture.deliver();
    await expect(fixture.redraft()).rejects.toThrow(`Issue ${number} is not void`);
    await fixture.cancel();
    const both = await Promise.allSettled([fixture.redraft(), fixture.redraft()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const again = await getIssue(db, number + 1);
    expect(again).toMatchObject({ week, subject: 'Two of a kind', intro: 'Hello **you**.' });
    expect(await fixture.slugsOf(again.id)).toEqual(await fixture.slugsOf(issueId));
    expect(await listPicks(db, again.id)).toEqual(await listPicks(db, issueId));
    answer = (real) => real();
    const sendAt = new Date(deps.now().getTime() + HOUR_MS);
    await release(deps, { number: again.number, sendAt, ...fixture.by() });
    deps.clock.advance(HOUR_MS);
    await planDueIssues(db, fixture.by());
    await deliverIssue(deps, again.id);
    expect(await readAudienceByState(db, again.id)).toMatchObject({ total: 101, accepted: 101 });
  });

  it('gives them back once nothing in flight was accepted, and not before', async () => {
    const inFlight = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<SubmissionOutcome>();
    const fixture = await openFixture(() => {
      inFlight.resolve();
      return answered.promise;
    }, 3);
    const sending = fixture.deliver();
    await inFlight.promise;
    await fixture.cancel();
    await sweepIssues(fixture.deps);
    expect(await fixture.isVoid()).toBe(false);
    expect((await fixture.openWeek()).outcome).toBe('already open');
    answered.resolve({ kind: 'rate-limited', waitMs: 1 });
    await sending;
    expect(await fixture.isVoid()).toBe(true);
  });

  it('gives them back with the next sweep if its sender died after a known refusal', async () => {
    const fixture = await openFixture(async () => WRONG_KEY, 3);
    const { db, issueId } = fixture;
    await fixture.deliver();
    await sql`update batches set lease_until = now() + interval '60 s'`.execute(db);
    await fixture.cancel();
    expect(await fixture.isVoid()).toBe(false);
    await shiftDatabaseClock(db, '61 seconds');
    await sweepIssues(fixture.deps);
    expect(await fixture.isVoid()).toBe(true);
    expect(await readAudienceByState(db, issueId)).toMatchObject({ suppressed: 3, waiting: 0 });
  });
});

describe('an issue keeps its week and its comparisons', () => {
  it('where somebody got it before it was cancelled', async () => {
    let calls = 0;
    const fixture = await openFixture((real) =>
      ++calls === 1 ? real() : Promise.resolve(WRONG_KEY),
    );
    await fixture.deliver();
    await fixture.cancel();
    await sweepIssues(fixture.deps);
    expect(await fixture.isVoid()).toBe(false);
    expect((await fixture.openWeek()).outcome).toBe('already open');
  });

  it('while nobody knows whether somebody got it, until a person says that it was not sent', async () => {
    const fixture = await openFixture(async () => ({ kind: 'mismatch' }), 3);
    await fixture.deliver();
    await fixture.cancel();
    await sweepIssues(fixture.deps);
    expect(await fixture.isVoid()).toBe(false);
    await resolveIssue(fixture.db, {
      number: fixture.number,
      resolution: 'not-sent',
      ...fixture.by(),
    });
    expect(await fixture.isVoid()).toBe(true);
  });
});

it('a draft that is cancelled leaves its week to another', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  const { id: issueId, number } = await openDraft(deps);
  await cancelIssue(db, { issueId, actor: 'Edda', at: deps.now() });
  const settings = await readSettings(db);
  const opened = await openWeek(db, { settings, actor: 'open-week', at: deps.now() });
  expect(opened).toMatchObject({ outcome: 'opened', number: number + 1 });
});
