import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { recordAccepted } from '../../src/deliveries/batches/outcomes';
import { getIssue } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { cloneDatabase } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { runCommand } from '../helpers/processes/program';

const READERS = 130;

/** An issue of two batches, of which nobody can say whether Resend took them. */
async function unknownIssue() {
  const db = await cloneDatabase();
  const deps = await makeDeps(db, {
    mailer: (real) => ({ ...real, submitBatch: async () => ({ kind: 'mismatch' }) }),
  });
  await addReaders(deps, READERS);
  const issue = await planRelease(deps);
  const goOn = async () => {
    await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
    await deliverIssue(deps, issue.id, { concurrency: 1 });
  };
  await deliverIssue(deps, issue.id, { concurrency: 1 });
  await goOn();
  const settle = (said: 'accepted' | 'not-sent') =>
    resolveIssue(db, { number: issue.number, resolution: said, actor: 'Edda', at: deps.now() });
  return {
    db,
    deps,
    goOn,
    settle,
    audience: () => readAudienceByState(db, issue.id),
    state: async () => (await getIssue(db, issue.number)).state,
    history: () =>
      db
        .selectFrom('batch_history')
        .select('reason')
        .where('from_state', '=', 'unknown')
        .orderBy('id')
        .execute(),
    run: (...args: string[]) => runCommand(deps, 'issue', 'resolve', `${issue.number}`, ...args),
    ...openEventFixture(db, deps),
  };
}

describe('an issue with unknown outcomes', () => {
  it('is resolved as accepted on a person’s word, which the history keeps, and then ends as sent', async () => {
    const { settle, audience, history, goOn, state, deps } = await unknownIssue();
    expect(await audience()).toMatchObject({ total: READERS, unknown: READERS });
    expect(await settle('accepted')).toEqual({ batches: 2, deliveries: READERS });
    expect(await audience()).toMatchObject({ total: READERS, accepted: READERS, unknown: 0 });
    expect(await history()).toEqual(Array(2).fill({ reason: 'accepted, says Edda' }));
    await goOn();
    expect(await state()).toBe('sent');
    expect(deps.emulator.ledger().accepted).toBe(0);
  });

  it('is resolved as not sent: its readers are left out with that reason, and nothing is submitted again', async () => {
    const { settle, audience, history, goOn, state, deps } = await unknownIssue();
    expect(await settle('not-sent')).toEqual({ batches: 2, deliveries: READERS });
    expect(await audience()).toMatchObject({
      total: READERS,
      suppressed: READERS,
      unknown: 0,
      reasons: { 'not sent': READERS },
    });
    expect(await history()).toEqual(Array(2).fill({ reason: 'not sent, says Edda' }));
    await goOn();
    expect(await state()).toBe('sent');
    expect(deps.emulator.ledger().accepted).toBe(0);
  });

  it('is resolved once, whoever says it at the same moment', async () => {
    const { settle, audience, history } = await unknownIssue();
    const said = await Promise.allSettled([settle('accepted'), settle('not-sent')]);
    expect(said.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await history()).toHaveLength(2);
    const { accepted, suppressed, unknown } = await audience();
    expect([accepted, suppressed].sort()).toEqual([0, READERS]);
    expect(unknown).toBe(0);
    await expect(settle('accepted')).rejects.toThrow('no deliveries with an unknown outcome');
  });

  it('is corrected by an event after a person said it was never sent: the whole batch, and no other', async () => {
    const { settle, audience, tell, mailTo, readDelivery } = await unknownIssue();
    await settle('not-sent');
    const mail = await mailTo('reader7@example.com');
    expect((await tell(mail, 'email.delivered')).outcome).toBe('applied');
    expect(await audience()).toMatchObject({ total: READERS, accepted: 100, suppressed: 30 });
    const proved = await readDelivery(mail.delivery);
    expect(proved).toMatchObject({ state: 'accepted', reason: null, resend_id: mail.email_id });
    expect(proved.delivered_at).not.toBeNull();
  });
});

it('an answer that arrives after a person said “not sent” corrects the batch', async () => {
  const { db, deps, settle, audience } = await unknownIssue();
  await settle('not-sent');
  const { id: batchId, composition } = await db
    .selectFrom('batches')
    .select(['id', 'composition'])
    .orderBy('id')
    .executeTakeFirstOrThrow();
  const ids = Array.from({ length: 100 }, (_, n) => `late-${n}`);
  const at = deps.now();
  expect(await recordAccepted(db, { batchId, composition, ids, at })).toBe(true);
  expect(await audience()).toMatchObject({ total: READERS, accepted: 100, suppressed: 30 });
  const { known } = await db
    .selectFrom('deliveries')
    .select(({ fn }) => fn.count<number>('resend_id').as('known'))
    .executeTakeFirstOrThrow();
  expect(known).toBe(100);
});

describe('verdicts issue resolve', () => {
  it('lists each unknown delivery with what is known of it, and changes nothing', async () => {
    const { run, audience, deps } = await unknownIssue();
    const { unknown } = JSON.parse((await run('--json')).out);
    expect(unknown).toHaveLength(2);
    expect(unknown[0]).toMatchObject({
      composition: 1,
      tries: 0,
      reason: 'its key was used with another body',
      key: `${deps.installation.id}/${unknown[0].id}/1`,
    });
    expect(unknown[0].deliveries).toHaveLength(100);
    expect(unknown[0].deliveries[0]).toEqual({
      id: expect.any(Number),
      email: expect.stringMatching(/^reader\d+@example\.com$/),
    });
    const { out } = await run();
    expect(out).toContain(`${READERS} deliveries of issue 1 have an unknown outcome`);
    expect(out.match(/reader\d+@example\.com/g)).toHaveLength(READERS);
    expect(await audience()).toMatchObject({ unknown: READERS });
  });

  it('takes a named person’s word, says it in words, and then has nothing left to list', async () => {
    const { run, audience } = await unknownIssue();
    expect(await run('--accepted')).toMatchObject({
      code: 1,
      said: 'Say who decided this: --by <who>.',
    });
    expect(await audience()).toMatchObject({ unknown: READERS });
    const resolved = await run('--accepted', '--by', 'Edda', '--json');
    expect(resolved.code).toBe(0);
    expect(JSON.parse(resolved.out)).toEqual({
      issue: 1,
      resolution: 'accepted',
      by: 'Edda',
      batches: 2,
      deliveries: READERS,
    });
    expect((await run()).out).toBe('Issue 1 has no deliveries with an unknown outcome.');
    expect((await run('--not-sent', '--by', 'Edda')).code).toBe(1);
  });
});
