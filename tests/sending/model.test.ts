import fc from 'fast-check';
import { expect, it } from 'vitest';
import { steps } from './model/commands';
import { drain } from './model/drain';
import { type ModelGround, openModelGround } from './model/ground';
import { type ModelRun, openRun } from './model/run';

const { MODEL_SEED, MODEL_RUNS, MODEL_PATH, MODEL_STEPS = '150' } = process.env;
const RUNS = Number(MODEL_RUNS ?? 8);
const TEST_MS = MODEL_RUNS ? 60 * 60 * 1000 : 120_000;

const commands = fc.commands([steps], { maxCommands: Number(MODEL_STEPS), size: 'max' });

async function play(ground: ModelGround, sequence: Iterable<fc.AsyncCommand<ModelRun, ModelRun>>) {
  const run = await openRun(ground);
  await fc.asyncModelRun(async () => ({ model: run, real: run }), sequence);
  await drain(run);
}

it(
  'whatever happens to an issue in whatever order, nobody gets it twice and everybody is accounted for',
  async () => {
    const ground = await openModelGround();
    const property = fc.asyncProperty(commands, (sequence) => play(ground, sequence));
    await fc.assert(property, {
      numRuns: RUNS,
      unbiased: true,
      ...(MODEL_SEED && { seed: Number(MODEL_SEED) }),
      ...(MODEL_PATH && { path: MODEL_PATH }),
      // A failure is made smaller, but the test still ends in time to say what failed.
      interruptAfterTimeLimit: 0.8 * TEST_MS,
    });
    expect(ground.now()).toBeGreaterThan(Date.now());
  },
  TEST_MS,
);
