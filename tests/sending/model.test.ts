import fc from 'fast-check';
import { expect, it } from 'vitest';
import { steps } from './model/commands';
import { drain } from './model/drain';
import { type ModelFixture, openModelFixture } from './model/fixture';
import { type ModelRun, openRun } from './model/run';

/** A failure names seed, path and replayPath; longer runs: MODEL_RUNS=100 MODEL_STEPS=500. */
const { MODEL_SEED, MODEL_RUNS, MODEL_PATH, MODEL_REPLAY, MODEL_STEPS = '150' } = process.env;
const RUNS = Number(MODEL_RUNS ?? 16);
const TEST_MS = MODEL_RUNS ? 60 * 60 * 1000 : 120_000;

const commands = fc.commands([steps], {
  maxCommands: Number(MODEL_STEPS),
  size: 'max',
  ...(MODEL_REPLAY && { replayPath: MODEL_REPLAY }),
});

async function play(
  fixture: ModelFixture,
  sequence: Iterable<fc.AsyncCommand<ModelRun, ModelRun>>,
) {
  const run = await openRun(fixture);
  await fc.asyncModelRun(async () => ({ model: run, real: run }), sequence);
  await drain(run);
}

it(
  'whatever happens to an issue in whatever order, nobody gets it twice and everybody is accounted for',
  async () => {
    const fixture = await openModelFixture();
    const property = fc.asyncProperty(commands, (sequence) => play(fixture, sequence));
    await fc.assert(property, {
      numRuns: RUNS,
      unbiased: true,
      ...(MODEL_SEED && { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH && { path: MODEL_PATH }),
      // Shrinks a failure, but ends in time to report it.
      interruptAfterTimeLimit: 0.8 * TEST_MS,
    });
    expect(fixture.now()).toBeGreaterThan(Date.now());
  },
  TEST_MS,
);
