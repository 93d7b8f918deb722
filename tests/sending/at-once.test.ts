import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { acceptBatch, halveBatch } from '../../src/deliveries/batches/outcomes';
import { getIssue } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import type { SubmissionOutcome } from '../../src/platform/mailer';
import { Refusal } from '../../src/platform/refusal';
import { CompiledRenders } from '../../src/rendering/compiled-renders';
import { ensureRender } from '../../src/rendering/stored-render';
import { type Ready, sealNextBatch } from '../../src/sending/batches/seal-batch';
import { submitBatch } from '../../src/sending/batches/submit-batch';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { openEventFixture } from '../helpers/fixtures/event-fixture';
import { addReaders, planRelease } from '../helpers/fixtures/week';
import { during, waitForWaiting } from '../helpers/lock-barrier';

const lost: SubmissionOutcome = { kind: 'unknown', detail: 'lost' };

/** A sealed batch of an issue that is going out, and what a person may do to it. */
async function openSealed() {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  deps.mailer.submitBatch = async () => lost;
  await addReaders(deps, 6);
  const issue = await planRelease(deps);
  const renders = new CompiledRenders(await ensureRender(deps, issue.id));
  const order = { issueId: issue.id, renders };
  const ready = (await sealNextBatch(deps, order)) as Ready;
  const by = { issueId: issue.id, actor: 'Edda', at: deps.now() };
  return {
    db,
    deps,
    issue,
    order,
    ready,
    pause: () => moveIssue(db, { ...by, to: 'paused' }),
    cancel: () => cancelIssue(db, by),
    settle: (said: 'accepted' | 'not-sent') =>
      resolveIssue(db, { number: issue.number, resolution: said, actor: 'Edda', at: deps.now() }),
    audience: () => readAudienceByState(db, issue.id),
    state: async () => (await getIssue(db, issue.number)).state,
  };
}

/** The second one finds nothing left to resolve. */
function allowRefusal(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

describe('nobody waits for one another for ever', () => {
  it('when an issue is cancelled while a sender finds that a batch’s key has died', async () => {
    const { db, deps, order, pause, cancel, audience, state } = await openSealed();
    await shiftDatabaseClock(db, '23 hours 1 minute');
    const reseal = () => deliverIssue(deps, order.issueId);
    await during(db, sql`after update on batches`, reseal, async () => {
      await pause();
      await cancel();
    });
    expect(await audience()).toMatchObject({ unknown: 6, waiting: 0 });
    expect(await state()).toBe('cancelled');
  });

  it('when an issue is cancelled while a batch is halved whose lease has lapsed', async () => {
    const { db, deps, ready, pause, cancel, audience, state } = await openSealed();
    await shiftDatabaseClock(db, '61 seconds');
    const { id: batchId, composition, lease_until: leaseUntil } = ready.batch;
    const halve = () => halveBatch(db, { batchId, composition, leaseUntil, reason: 'no' });
    await during(db, sql`after update on batches`, halve, async () => {
      await pause();
      await cancel();
    });
    await sweepIssues(deps);
    expect(await audience()).toMatchObject({ suppressed: 6, waiting: 0 });
    expect(await state()).toBe('cancelled');
  });

  it('when a person resolves an issue while Resend tells of its own tracking', async () => {
    const { db, deps, order, ready, settle, audience } = await openSealed();
    await submitBatch(deps, ready, { perSecond: null });
    await shiftDatabaseClock(db, '23 hours 1 minute');
    await deliverIssue(deps, order.issueId);
    expect(await audience()).toMatchObject({ unknown: 6 });
    const { tell, mailTo } = openEventFixture(db, deps);
    const mail = await mailTo('reader1@example.com');
    const told = { status: 0 };
    await during(
      db,
      sql`after update on batches`,
      async () => Object.assign(told, await tell(mail, 'email.opened')),
      () => settle('accepted').catch(allowRefusal),
    );
    expect(told).toMatchObject({ status: 200, outcome: 'applied' });
    expect(await audience()).toMatchObject({ accepted: 6 });
  });

  it('when a batch is recorded while others lock its deliveries in their order', async () => {
    const { db, ready, audience } = await openSealed();
    const ids = ready.rows.map(({ id }) => id);
    // Their rows are last now, as after any change to an indexed column.
    for (const by of [50, -50]) {
      await sql`update deliveries set place = place + ${by} where id <= ${ids[1]}`.execute(db);
    }
    const plan = await db.startTransaction().execute();
    const lock = (id: number) =>
      sql`select from deliveries where id = ${id} for no key update`.execute(plan);
    await lock(ids[0]!);
    const { id: batchId, composition } = ready.batch;
    const settling = db.transaction().execute(async (tx) => {
      // As if the batch's rows were scattered over a large table.
      await sql`set local enable_indexscan = off`.execute(tx);
      return acceptBatch(tx, { batchId, composition, reason: 'test', at: new Date() });
    });
    await waitForWaiting(db, 1, settling);
    await Promise.all([lock(ids[1]!), lock(ids[5]!)]);
    await plan.commit().execute();
    expect(await settling).toBe(true);
    expect(await audience()).toMatchObject({ accepted: 6 });
  });
});
