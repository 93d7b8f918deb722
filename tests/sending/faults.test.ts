import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import { getIssue } from '../../src/issues/find';
import type { ScriptInput } from '../../src/local/resend/script/script';
import { batchKey } from '../../src/sending/batches/batch-key';
import { deliverIssue } from '../../src/sending/deliver-issue';
import { resolveIssue } from '../../src/sending/resolve-issue';
import { resumeIssue } from '../../src/sending/resume';
import { cloneDatabase, shiftDatabaseClock } from '../helpers/database';
import { Clock, HOUR_MS, makeDeps, type TestDeps } from '../helpers/deps';
import { openFurtherIssues } from '../helpers/fixtures/further-issues';
import { addReaders } from '../helpers/fixtures/week';

/** Two batches: one of a hundred and one of twenty. */
const READERS = 120;

const db = await cloneDatabase();
const first = await makeDeps(db);
await addReaders(first, READERS);
const further = await openFurtherIssues(first);

/** An issue ready to go out to its own emulator, with this script. */
async function against(script: ScriptInput, emulatorNow?: () => Date) {
  const deps = await makeDeps(db, { emulatorNow });
  deps.clock.advance(HOUR_MS);
  deps.emulator.setScript(script);
  const answers = noteAnswers(deps);
  await sql`update rate_limit set not_before = '-infinity', per_second = 10`.execute(db);
  const { id: issueId, number } = await further.plan(deps.now());
  return {
    deps,
    issueId,
    number,
    answers,
    deliver: () => deliverIssue(deps, issueId),
    async resume() {
      await resumeIssue(deps, { issueId, actor: 'Edda', at: deps.now() });
      await deliverIssue(deps, issueId);
    },
    async look() {
      const { state } = await getIssue(db, number);
      const { reasons: _, total, ...parts } = await readAudienceByState(db, issueId);
      const { accepted, distinct_recipients } = deps.emulator.ledger();
      expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(total);
      return { state, ...parts, ledger: { accepted, distinct_recipients } };
    },
    script: () => deps.emulator.script(),
  };
}

/** The outcome of each call, in order. */
function noteAnswers({ mailer }: TestDeps): string[] {
  const answers: string[] = [];
  const { submitBatch } = mailer;
  mailer.submitBatch = async (batch) => {
    const outcome = await submitBatch(batch);
    answers.push(outcome.kind);
    return outcome;
  };
  return answers;
}

const everybodyOnce = {
  state: 'sent',
  accepted: READERS,
  suppressed: 0,
  refused: 0,
  unknown: 0,
  waiting: 0,
  ledger: { accepted: READERS, distinct_recipients: READERS },
};

/** A fault's name in a script, and its outcome for the caller. */
const BEFORE = [
  ['after an error 500 in JSON', '500-json'],
  ['after a gateway’s page of HTML with 502', '502-html'],
  ['after an empty 503', '503-empty'],
  ['when the connection is reset before accepting', 'reset-before'],
  ['when a call hangs and nothing was accepted', 'hang'],
] as const;
const AFTER = [
  ['when the connection is reset after accepting', 'reset-after'],
  ['when a call hangs whose mails were accepted', 'hang-after'],
  ['when the answer is cut off after accepting', 'truncated'],
  ['when the answer is 200 with a page of HTML', '200-html'],
  ['when the answer has too few ids', 'too-few-ids'],
] as const;

/** All at once, since each waits a second before its retry. */
async function strikeAll() {
  const struck = new Map<string, Awaited<ReturnType<typeof against>>>();
  for (const [, kind] of [...BEFORE, ...AFTER]) {
    struck.set(kind, await against({ faults: [{ kind, nth: 1, ms: 300 }] }));
  }
  await Promise.all([...struck.values()].map(({ deliver }) => deliver()));
  return struck;
}

const struck = await strikeAll();

describe('nobody is left out, and nobody gets a second mail', () => {
  it.each([...BEFORE, ...AFTER])('%s', async (_, kind) => {
    const { look, script, issueId } = struck.get(kind)!;
    expect(await look()).toEqual(everybodyOnce);
    expect(script()).toMatchObject({ done: { [kind]: 1 }, calls: { batch: 3 } });
    const { rows } = await sql`select distinct resend_id from deliveries
      where issue_id = ${issueId} and resend_id is not null`.execute(db);
    expect(rows).toHaveLength(READERS);
  });

  it('when the answer is slow, which is waited for', async () => {
    const fault = { kind: 'slow', nth: 1, ms: 1_500 } as const;
    const { deliver, look, script } = await against({ faults: [fault] });
    await deliver();
    expect(await look()).toEqual(everybodyOnce);
    expect(script()).toMatchObject({ done: { slow: 1 }, calls: { batch: 2 } });
  });

  it('when every call fails several times in one way or another', async () => {
    const kinds = ['500-json', 'reset-before', 'reset-after', 'too-few-ids'] as const;
    const faults = kinds.map((kind, index) => ({ kind, nth: index + 1 }));
    const { deliver, look } = await against({ faults });
    await deliver();
    expect(await look()).toEqual(everybodyOnce);
  });

  it('when calls come too fast for the rate', async () => {
    // The emulator's second lasts until a call was too many in it.
    const clock = new Clock('2026-11-24T09:00:00Z');
    const { deliver, look, answers } = await against({ rate: { perSecond: 1 } }, clock.now);
    const delivering = deliver();
    await expect.poll(() => answers, { timeout: 10_000 }).toContain('rate-limited');
    clock.advance(1_000);
    await delivering;
    expect(await look()).toEqual(everybodyOnce);
  });

  it('when another call under the key is still running: it is waited for', async () => {
    const fault = { kind: 'slow', nth: 1, ms: 2_000 } as const;
    const { deliver, look, script, answers } = await against({ faults: [fault] });
    const first = deliver();
    await expect.poll(() => script().done.slow, { timeout: 10_000 }).toBe(1);
    await shiftDatabaseClock(db, '61 seconds');
    await Promise.all([first, deliver()]);
    expect(answers).toContain('running');
    expect(await look()).toEqual(everybodyOnce);
  });
});

it('a used-up quota pauses the issue with everybody accounted for, and the rest goes out when it is resumed', async () => {
  const { deps, deliver, look, resume, script } = await against({ quota: { daily: 100 } });
  await deliver();
  const { state, accepted, waiting, unknown, ledger } = await look();
  expect({ state, unknown, ledger: ledger.accepted }).toEqual({
    state: 'paused',
    unknown: 0,
    ledger: accepted,
  });
  expect(accepted + waiting).toBe(READERS);
  expect(script().done.quota).toBeGreaterThan(0);
  deps.emulator.setScript({});
  await resume();
  expect(await look()).toEqual(everybodyOnce);
});

it('a key that was used with another body is never submitted again: its readers are unknown, the others get theirs', async () => {
  const { deps, issueId, number, deliver, look, resume, script } = await against({});
  const { id } = await db
    .selectFrom('batches')
    .select('id')
    .where('issue_id', '=', issueId)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  const other = [{ from: 'a@example.com', to: 'b@example.com', subject: 'other', text: 'other' }];
  const key = batchKey(deps.installation, { id, composition: 1 });
  const body = Buffer.from(JSON.stringify(other));
  await deps.mailer.submitBatch({ key, body, to: ['b@example.com'] });
  await deliver();
  await resume();
  expect(await look()).toMatchObject({ state: 'sent', unknown: 100, accepted: 20 });
  expect(script().calls.batch).toBe(3);
  await resolveIssue(db, { number, resolution: 'not-sent', actor: 'Edda', at: deps.now() });
  expect(await look()).toMatchObject({ unknown: 0, suppressed: 100, ledger: { accepted: 21 } });
});

it('a call that is never answered is given up after 20 seconds, well within its lease', async () => {
  const { timeout } = AbortSignal;
  const soon = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms / 100));
  try {
    const { deliver, look, script } = await against({ faults: [{ kind: 'hang', nth: 1 }] });
    await deliver();
    expect(await look()).toEqual(everybodyOnce);
    expect(script().done).toEqual({ hang: 1 });
    expect(new Set(soon.mock.calls.flat())).toEqual(new Set([20_000]));
  } finally {
    soon.mockRestore();
  }
});
