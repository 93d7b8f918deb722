import { describe, expect, it } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue, listHistory } from '../../src/issues/find';
import { moveIssue } from '../../src/issues/move';
import type { Mailer, SubmissionOutcome } from '../../src/platform/mailer';
import { Signer } from '../../src/platform/signer';
import { CompiledRenders } from '../../src/rendering/compiled-renders';
import { ensureRender } from '../../src/rendering/stored-render';
import { sealNextBatch } from '../../src/sending/batches/seal-batch';
import { waitForCall } from '../../src/sending/batches/wait-for-call';
import { cancelIssue } from '../../src/sending/cancel';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { release } from '../../src/sending/release';
import { sendDue, sweepIssues } from '../../src/sending/send-due';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { makeDeps } from '../helpers/deps';
import { addReaders, openNextDraft, planRelease } from '../helpers/fixtures/week';

interface Call {
  key: string;
  body: string;
  to: string[];
}

/** The answer instead of submitting; then, or if undefined, the real answer. */
type Fault = (call: Call, nth: number) => SubmissionOutcome | undefined;

const lost: SubmissionOutcome = { kind: 'unknown', detail: 'reset' };

/** An issue to `readers` whose mailer answers as told and records every call. */
async function sending(readers: number, fault: Fault, { accept = false } = {}) {
  const db = await cloneDatabase();
  const calls: Call[] = [];
  const mailer = (real: Mailer): Mailer => ({
    ...real,
    async submitBatch(batch) {
      const call = { key: batch.key, body: Buffer.from(batch.body).toString(), to: batch.to };
      calls.push(call);
      const answer = fault(call, calls.length);
      if (!answer || accept) {
        const outcome = await real.submitBatch(batch);
        return answer ?? outcome;
      }
      return answer;
    },
  });
  const deps = await makeDeps(db, { mailer });
  await addReaders(deps, readers);
  const issue = await planRelease(deps);
  const state = async () => (await getIssue(db, issue.number)).state;
  return { db, deps, issue, calls, state, audience: () => readAudienceByState(db, issue.id) };
}

describe('an unknown outcome', () => {
  it('is tried again with the same bytes under the same key, and nobody gets a second copy', async () => {
    const { deps, issue, calls, state, audience } = await sending(
      30,
      (_, nth) => (nth <= 2 ? lost : undefined),
      { accept: true },
    );
    await deliverIssue(deps, issue.id);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.key)).size).toBe(1);
    expect(new Set(calls.map((call) => call.body)).size).toBe(1);
    expect(deps.emulator.ledger().accepted).toBe(30);
    expect(await audience()).toMatchObject({ total: 30, accepted: 30, waiting: 0 });
    expect(await state()).toBe('sent');
  });

  it('followed by a rate limit still never leads to a new key', async () => {
    const rateLimited: SubmissionOutcome = { kind: 'rate-limited', waitMs: 20 };
    const { deps, issue, calls } = await sending(5, (_, nth) => [lost, rateLimited][nth - 1]);
    await deliverIssue(deps, issue.id);
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map((call) => call.key)).size).toBe(1);
  });

  it('keeps readers who unsubscribed in the meantime in the bytes, since they may have been sent', async () => {
    const { db, deps, issue, calls } = await sending(5, (_, nth) => {
      return nth === 1 ? lost : undefined;
    });
    const done = deliverIssue(deps, issue.id);
    await expect.poll(() => calls.length).toBe(1);
    await db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: deps.now() })
      .execute();
    await done;
    expect(calls[1]!.body).toBe(calls[0]!.body);
  });

  it('with a key over 23 hours old is never submitted again: it is unknown, and the issue pauses', async () => {
    const { db, deps, issue, calls, state, audience } = await sending(5, () => lost);
    const stop = new AbortController();
    const done = deliverIssue(deps, issue.id, { signal: stop.signal });
    await expect.poll(() => calls.length).toBe(1);
    stop.abort();
    await done;
    await shiftDatabaseClock(db, '23 hours 1 minute');
    await deliverIssue(deps, issue.id);
    expect(calls).toHaveLength(1);
    expect(await state()).toBe('paused');
    expect(await audience()).toMatchObject({ total: 5, unknown: 5, waiting: 0 });
    expect((await listHistory(db, issue.id)).at(-1)!.reason).toContain('over 23 hours old');
  });

  it('whose bytes cannot be made again is never submitted again', async () => {
    const { db, deps, issue, calls, state, audience } = await sending(5, () => lost);
    const stop = new AbortController();
    const done = deliverIssue(deps, issue.id, { signal: stop.signal });
    await expect.poll(() => calls.length).toBe(1);
    stop.abort();
    await done;
    await db.updateTable('renders').set({ subject: 'another one' }).execute();
    await expect
      .poll(
        async () => {
          await deliverIssue(deps, issue.id);
          return state();
        },
        { timeout: 5_000 },
      )
      .toBe('paused');
    expect(calls).toHaveLength(1);
    expect(await audience()).toMatchObject({ unknown: 5, waiting: 0 });
  });

  it('and then a refusal contradict each other: a person has to look', async () => {
    const refused: SubmissionOutcome = {
      kind: 'refused',
      name: 'validation_error',
      message: 'no',
    };
    const { deps, issue, state, audience } = await sending(5, (_, nth) => [lost, refused][nth - 1]);
    await deliverIssue(deps, issue.id);
    expect(await state()).toBe('paused');
    expect(await audience()).toMatchObject({ unknown: 5 });
  });

  it('pauses the issue when Resend says that the key was used with another body', async () => {
    const { deps, issue, state, audience } = await sending(5, () => ({
      kind: 'mismatch',
    }));
    await deliverIssue(deps, issue.id);
    expect(await state()).toBe('paused');
    expect(await audience()).toMatchObject({ unknown: 5, accepted: 0 });
  });
});

describe('mail that is known not to be accepted', () => {
  it('because of the rate limit is composed again under the next number, without readers who left in the meantime', async () => {
    const { db, deps, issue, calls, audience } = await sending(5, (_, nth) =>
      nth === 1 ? { kind: 'rate-limited', waitMs: 300 } : undefined,
    );
    const done = deliverIssue(deps, issue.id);
    await expect.poll(() => calls.length).toBe(1);
    const { id } = await db
      .selectFrom('subscribers')
      .select('id')
      .limit(1)
      .executeTakeFirstOrThrow();
    await db
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: deps.now() })
      .where('id', '=', id)
      .execute();
    await done;
    expect(calls.map((call) => call.key.split('/').at(-1))).toEqual(['1', '2']);
    expect(await audience()).toMatchObject({
      accepted: 4,
      suppressed: 1,
      reasons: { unsubscribed: 1 },
    });
  });

  it('because of one address costs only that reader', async () => {
    const { deps, issue, audience } = await sending(40, ({ to }) =>
      to.includes('reader7@example.com')
        ? {
            kind: 'refused',
            name: 'invalid_to_address',
            message: 'Invalid `to`: reader7@example.com',
          }
        : undefined,
    );
    await deliverIssue(deps, issue.id);
    expect(await audience()).toMatchObject({
      accepted: 39,
      refused: 1,
      reasons: { invalid_to_address: 1 },
    });
    expect(deps.emulator.ledger()).toMatchObject({ accepted: 39, distinct_recipients: 39 });
  });

  it('because of an address that nobody names is found by halving', async () => {
    const { deps, issue, audience, calls } = await sending(100, ({ to }) =>
      to.includes('reader77@example.com')
        ? { kind: 'refused', name: 'validation_error', message: 'one of them is wrong' }
        : undefined,
    );
    await deliverIssue(deps, issue.id);
    expect(await audience()).toMatchObject({ total: 100, accepted: 99, refused: 1, waiting: 0 });
    expect(deps.emulator.ledger()).toMatchObject({ accepted: 99, distinct_recipients: 99 });
    expect(calls.length).toBeLessThan(20);
  });

  it.each(['quota', 'misconfigured'] as const)(
    'because of the account (%s) pauses the issue, and resuming sends it',
    async (kind) => {
      const { db, deps, issue, state, audience } = await sending(5, (_, nth) =>
        nth === 1
          ? { kind, name: 'daily_quota_exceeded', message: 'come back tomorrow' }
          : undefined,
      );
      await deliverIssue(deps, issue.id);
      expect(await state()).toBe('paused');
      expect((await listHistory(db, issue.id)).at(-1)!.reason).toContain('come back tomorrow');
      expect(await audience()).toMatchObject({ waiting: 5, accepted: 0 });
      await moveIssue(db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
      await deliverIssue(deps, issue.id);
      expect(await audience()).toMatchObject({ accepted: 5 });
    },
  );
});

it('the limit that the provider states spreads the calls of all senders over the second', async () => {
  const moments: number[] = [];
  const { db, deps, issue } = await sending(250, () => {
    moments.push(Date.now());
    return undefined;
  });
  const { submitBatch } = deps.mailer;
  deps.mailer.submitBatch = async (batch) => ({ ...(await submitBatch(batch)), perSecond: 3 });
  await db.updateTable('rate_limit').set({ per_second: 3 }).execute();
  await Promise.all([deliverIssue(deps, issue.id), deliverIssue(deps, issue.id)]);
  expect(moments).toHaveLength(3);
  expect(moments.at(-1)! - moments[0]!).toBeGreaterThanOrEqual(600);
});

it('two senders of one issue never submit the same batch', async () => {
  const { deps, issue, calls, audience } = await sending(950, () => undefined);
  await Promise.all([
    deliverIssue(deps, issue.id),
    deliverIssue(deps, issue.id),
    deliverIssue(deps, issue.id),
  ]);
  expect(calls).toHaveLength(10);
  expect(new Set(calls.map((call) => call.key)).size).toBe(10);
  expect(await audience()).toMatchObject({ accepted: 950 });
});

it('the five parts add up to the audience at every moment of a send with faults', async () => {
  const { deps, issue, audience, state } = await sending(
    600,
    (_, nth) => (nth % 3 === 0 ? lost : undefined),
    { accept: true },
  );
  const done = deliverIssue(deps, issue.id);
  let looked = 0;
  while ((await state()) === 'sending') {
    const { total, accepted, suppressed, refused, unknown, waiting } = await audience();
    expect(accepted + suppressed + refused + unknown + waiting).toBe(total);
    expect(total).toBe(600);
    looked += 1;
  }
  await done;
  expect(looked).toBeGreaterThan(3);
  expect(deps.emulator.ledger()).toMatchObject({ accepted: 600, distinct_recipients: 600 });
});

describe('stopping', () => {
  it('a paused issue submits nothing more; cancelled, its waiting readers are suppressed as cancelled', async () => {
    const { db, deps, issue, calls, audience } = await sending(250, () => undefined);
    const { submitBatch } = deps.mailer;
    deps.mailer.submitBatch = async (batch) => {
      await moveIssue(db, { issueId: issue.id, to: 'paused', actor: 'Edda', at: deps.now() });
      return submitBatch(batch);
    };
    await deliverIssue(deps, issue.id);
    expect(calls).toHaveLength(1);
    expect(await audience()).toMatchObject({ accepted: 100, waiting: 150 });
    await cancelIssue(db, { issueId: issue.id, actor: 'Edda', at: deps.now() });
    expect(await audience()).toMatchObject({
      accepted: 100,
      suppressed: 150,
      waiting: 0,
      reasons: { cancelled: 150 },
    });
    await deliverIssue(deps, issue.id);
    expect(calls).toHaveLength(1);
  });

  it('cancelling while an outcome is unknown leaves it unknown, never retried', async () => {
    const { db, deps, issue, calls, audience } = await sending(5, () => lost);
    const stop = new AbortController();
    const done = deliverIssue(deps, issue.id, { signal: stop.signal });
    await expect.poll(() => calls.length).toBe(1);
    stop.abort();
    await done;
    await moveIssue(db, { issueId: issue.id, to: 'paused', actor: 'Edda', at: deps.now() });
    await cancelIssue(db, { issueId: issue.id, actor: 'Edda', at: deps.now() });
    expect(await audience()).toMatchObject({ unknown: 5, waiting: 0 });
  });
});

describe('a fault that is not one reader’s', () => {
  it('pauses the issue after a few refusals instead of refusing the whole audience', async () => {
    const { db, deps, issue, state, audience } = await sending(250, () => ({
      kind: 'refused',
      name: 'validation_error',
      message: 'The template is wrong.',
    }));
    await deliverIssue(deps, issue.id);
    expect(await state()).toBe('paused');
    const { refused, waiting } = await audience();
    expect(refused).toBeLessThanOrEqual(10);
    expect(refused + waiting).toBe(250);
    expect((await listHistory(db, issue.id)).at(-1)!.reason).toContain('The template is wrong.');
  });

  it('that is a signing key missing here pauses the issue, and nothing becomes unknown', async () => {
    const { deps, issue, calls, state, audience } = await sending(5, (_, nth) =>
      nth === 1 ? lost : undefined,
    );
    const stop = new AbortController();
    const done = deliverIssue(deps, issue.id, { signal: stop.signal });
    await expect.poll(() => calls.length).toBe(1);
    stop.abort();
    await done;
    const { signer } = deps;
    deps.signer = new Signer({
      installationId: deps.installation.id,
      keys: [{ id: 2, secret: Buffer.alloc(32, 2) }],
    });
    await expect
      .poll(async () => {
        await deliverIssue(deps, issue.id);
        return state();
      })
      .toBe('paused');
    expect(await audience()).toMatchObject({ unknown: 0, waiting: 5 });
    deps.signer = signer;
    await moveIssue(deps.db, { issueId: issue.id, to: 'sending', actor: 'Edda', at: deps.now() });
    await expect
      .poll(
        async () => {
          await deliverIssue(deps, issue.id);
          return state();
        },
        { timeout: 10_000 },
      )
      .toBe('sent');
    expect(new Set(calls.map((call) => call.body)).size).toBe(1);
  });
});

it('an acceptance that arrives after the batch was given up still counts', async () => {
  const { db, deps, issue, audience } = await sending(3, () => undefined);
  const { submitBatch } = deps.mailer;
  deps.mailer.submitBatch = async (batch) => {
    const outcome = await submitBatch(batch);
    await moveIssue(db, { issueId: issue.id, to: 'paused', actor: 'Edda', at: deps.now() });
    await db
      .updateTable('batches')
      .set({ lease_until: new Date(0) })
      .execute();
    await cancelIssue(db, { issueId: issue.id, actor: 'Edda', at: deps.now() });
    expect(await audience()).toMatchObject({ unknown: 3 });
    return outcome;
  };
  await deliverIssue(deps, issue.id);
  expect(await audience()).toMatchObject({ accepted: 3, unknown: 0, reasons: {} });
});

it('a holder whose lease has lapsed submits nothing', async () => {
  const { db, deps, issue, calls } = await sending(3, () => undefined);
  const { signer } = deps;
  deps.signer = Object.assign(Object.create(signer), {
    sign: (...order: Parameters<Signer['sign']>) => signer.sign(...order),
  });
  const sealed = await sealNextBatch(deps, {
    issueId: issue.id,
    renders: new CompiledRenders(await ensureRender(deps, issue.id)),
  });
  await db
    .updateTable('batches')
    .set({ lease_until: new Date(Date.now() + 300_000) })
    .execute();
  if (sealed?.kind !== 'ready') return expect.fail('nothing was sealed');
  expect(await waitForCall(deps, sealed, { signal: undefined })).toEqual({
    maySubmit: false,
    waitMs: 0,
  });
  expect(calls).toHaveLength(0);
});

it('a rate limit after an unknown outcome still blocks the row', async () => {
  const { deps, issue, calls } = await sending(
    150,
    (_, nth) => [lost, undefined, { kind: 'rate-limited', waitMs: 60_000 } as const][nth - 1],
  );
  await deliverIssue(deps, issue.id);
  expect(calls).toHaveLength(3);
});

it('one issue that cannot be rendered does not keep another from going out', async () => {
  const db = await cloneDatabase();
  const deps = await makeDeps(db);
  await addReaders(deps, 2);
  const broken = await planRelease(deps);
  await db.updateTable('issues').set({ intro: '<b>not Markdown of ours</b>' }).execute();
  deps.clock.advance(7 * 24 * 60 * 60 * 1000);
  const { number } = await openNextDraft(deps);
  await release(deps, {
    number,
    sendAt: new Date(deps.now().getTime() + 1),
    actor: 'Edda',
    at: deps.now(),
  });
  deps.clock.advance(1);
  await sendDue(deps, deps.now());
  await expect(sweepIssues(deps)).rejects.toThrow();
  expect((await getIssue(db, number)).state).toBe('sent');
  expect((await getIssue(db, broken.number)).state).toBe('sending');
});
