import { expect } from 'vitest';
import { listUnknown, resolveUnknown } from '../../../src/deliveries/batches/resolve-unknown';
import { deliverIssue } from '../../../src/sending/deliver-issue';
import { resumeIssue } from '../../../src/sending/resume';
import { sweepIssues } from '../../../src/sending/send-due';
import { expectInvariants } from './invariants';
import type { ModelIssue, ModelRun } from './run';
import { readSnapshot } from './snapshot';

const ROUNDS = 6;
const ROUND_MS = 20 * 60 * 1000;

/** Lets everything finish, with a provider that works and a person who tells the truth. */
export async function drain(run: ModelRun): Promise<void> {
  for (const slot of run.slots) await slot?.answer?.();
  for (let round = 0; round < ROUNDS; round += 1) {
    await run.fixture.pass(ROUND_MS);
    for (const issue of run.issues) await goOn(run, issue);
    await sweepIssues(run.senders[1]);
    await expectInvariants(run);
    if (await isAllOver(run)) break;
  }
  await expectEveryDeliveryInAState(run);
}

async function isAllOver({ fixture, issues }: ModelRun): Promise<boolean> {
  const { issues: rows, batches } = await readSnapshot(
    fixture.db,
    issues.map(({ id }) => id),
  );
  const isEnded = rows.every(({ state }) => state === 'sent' || state === 'cancelled');
  return isEnded && batches.every(({ state }) => state === 'recorded');
}

async function goOn(run: ModelRun, { id: issueId }: ModelIssue): Promise<void> {
  const { db, now } = run.fixture;
  const by = { actor: 'Edda', at: new Date(now()) };
  for (const batch of await listUnknown(db, issueId)) {
    const its = `/${batch.id}/${batch.composition}`;
    const isIn = run.provider.mails.some(({ key }) => key.endsWith(its));
    await resolveUnknown(db, { batch, resolution: isIn ? 'accepted' : 'not-sent', ...by });
  }
  const { state } = await db
    .selectFrom('issues')
    .select('state')
    .where('id', '=', issueId)
    .executeTakeFirstOrThrow();
  if (state === 'paused') await resumeIssue(run.senders[0], { issueId, ...by });
  await deliverIssue(run.senders[0], issueId);
}

/** Each reader is accepted once or has a reason why not; each issue is sent or cancelled. */
async function expectEveryDeliveryInAState({
  fixture,
  provider,
  issues,
  said,
}: ModelRun): Promise<void> {
  const ids = issues.map(({ id }) => id);
  const snapshot = await readSnapshot(fixture.db, ids);
  for (const { id, state } of snapshot.issues) {
    expect(['sent', 'cancelled'], `issue ${id}`).toContain(state);
  }
  expect(snapshot.batches.filter(({ state }) => state !== 'recorded')).toEqual([]);
  for (const { id, state, reason } of snapshot.deliveries) {
    const mails = provider.mails.filter(
      ({ delivery, key }) => delivery === id && !provider.isExcused(id, key),
    ).length;
    const isLie = said.has(id) || provider.wasSentAgain(id);
    const isAccepted = state === 'accepted' && (mails === 1 || isLie);
    const isOut = /suppressed|refused/.test(state) && reason !== null && (mails === 0 || isLie);
    expect(isAccepted || isOut, `delivery ${id}: ${state} ${reason}, ${mails} mails`).toBe(true);
  }
}
