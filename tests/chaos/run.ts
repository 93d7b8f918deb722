import { setTimeout as sleep } from 'node:timers/promises';
import { Dice, seededChance } from '../../src/local/dice';
import { type Fixture, openFixture } from '../senders/fixture';
import { planNow, releaseSampleIssue } from '../senders/issue';
import { steadily } from '../senders/steadily';
import { DatabaseClock } from './leases';
import type { ChaosOptions, ChaosReport } from './options';
import { inviteReaders } from './readers';
import { reconcile } from './reconciliation';
import { isOver, makeTrouble, type Run, resumeUnlessSending } from './troubles';

const END_TIMEOUT_MS = 240_000;
const LOOK_EVERY_MS = 2_000;
/** As the sweep does each minute. */
const ENQUEUE_EVERY_MS = 1_000;

/** Resend's faults, by chance, at each call of a batch. */
const FAULTS = [
  { kind: '500-json', chance: 0.03 },
  { kind: '502-html', chance: 0.03 },
  { kind: '503-empty', chance: 0.03 },
  { kind: 'slow', chance: 0.04, ms: 700 },
  { kind: 'hang', chance: 0.03, ms: 1_500 },
  { kind: 'hang-after', chance: 0.04, ms: 1_500 },
  { kind: 'reset-before', chance: 0.06 },
  { kind: 'reset-after', chance: 0.1 },
  { kind: 'truncated', chance: 0.06 },
  { kind: '200-html', chance: 0.05 },
  { kind: 'too-few-ids', chance: 0.05 },
];

/**
 * Resend's longest wait between attempts, ten hours, becomes 36 seconds, and all together a minute.
 */
const RETRY_FACTOR = 0.001;

/** Faults of its events, by chance. */
const WEBHOOKS = {
  faults: [
    { kind: 'duplicated', chance: 0.1 },
    { kind: 'reordered', chance: 0.1 },
    { kind: 'early', chance: 0.1 },
    { kind: 'late', chance: 0.1, ms: 1_500 },
    { kind: 'stale', chance: 0.03 },
    { kind: 'badly-signed', chance: 0.03 },
    { kind: 'signed-twice', chance: 0.1 },
  ],
  retryFactor: RETRY_FACTOR,
};

/**
 * Three services send an issue while everything fails: kills, cut connections, restarts of
 * PostgreSQL, early lapses of leases, faults of the emulator, unsubscribes. `say` reports progress.
 */
export async function runChaos(
  options: ChaosOptions,
  say: (line: string) => void,
): Promise<ChaosReport> {
  const { kills, seed, readers } = options;
  const fixture = await openFixture({ senders: 3 });
  try {
    await fixture.registerWebhook();
    await inviteReaders(fixture.deps, readers);
    const issue = await releaseSampleIssue(fixture.deps);
    await planNow(fixture.deps);
    const run: Run = {
      ...fixture,
      issue,
      dice: new Dice(seededChance(seed)),
      clock: new DatabaseClock(fixture.db),
      made: {},
      kills: 0,
      left: new Map(),
      playFaults: (perSecond) =>
        fixture.script({
          seed: seed + run.kills,
          faults: FAULTS,
          rate: { perSecond },
          webhooks: WEBHOOKS,
        }),
    };
    say(`Issue ${issue.number} goes to ${readers} readers.`);
    const enqueuing = enqueueOften(fixture, issue.id);
    await makeTrouble(run, { kills });
    say(`${run.kills} kills; now everything may finish.`);
    const { done } = await fixture.script(null);
    await letEnd(run, { seed });
    await enqueuing.stop();
    await letEventsArrive(run);
    return { seed, kills: run.kills, faults: { ...done, ...run.made }, ...(await reconcile(run)) };
  } finally {
    await fixture.close();
  }
}

function enqueueOften({ queue }: Fixture, issueId: number) {
  let isOver = false;
  const enqueuing = (async () => {
    while (!isOver) {
      await queue.enqueue(issueId).catch(() => {});
      await sleep(ENQUEUE_EVERY_MS);
    }
  })();
  return {
    stop: () => {
      isOver = true;
      return enqueuing;
    },
  };
}

/** Nothing fails any more; a killed sender's batches are free once its leases lapse. */
async function letEnd(run: Run, { seed }: { seed: number }): Promise<void> {
  await run.script({ seed, faults: [], rate: null, webhooks: { retryFactor: RETRY_FACTOR } });
  const deadline = Date.now() + END_TIMEOUT_MS;
  while (!(await isOver(run)) && Date.now() < deadline) {
    await steadily(() => resumeUnlessSending(run));
    await steadily(() => run.clock.jump(61));
    await sleep(LOOK_EVERY_MS);
  }
}

async function letEventsArrive(run: Run): Promise<void> {
  const deadline = Date.now() + END_TIMEOUT_MS;
  while ((await run.script(null)).events.waiting > 0 && Date.now() < deadline) await sleep(200);
}
