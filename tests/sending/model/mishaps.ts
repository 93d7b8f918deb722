import { LEASE_MS } from '../../../src/platform/lease';
import { settle } from './other-acts';
import type { ModelRun } from './run';
import { seal, submit, wishOf } from './sender-acts';

const KEY_DIES_MS = 23.1 * 3_600_000;

/** A lease lapses while its holder still works, and another sender takes over. */
export async function takeOver(run: ModelRun, nth: number): Promise<void> {
  const holder = run.slots.findIndex((slot) => slot?.answer);
  if (holder < 0) return;
  const other = (holder + 1 + (nth % 2)) % run.slots.length;
  await run.fixture.pass(LEASE_MS + 1_000);
  await die(run, other);
  await seal(run, other, nth);
  if (run.slots[other]) await submit(run, other, wishOf(nth));
}

/** A key dies during a call, and somebody finds out; a person may resolve it at once. */
export async function outlive(run: ModelRun, nth: number): Promise<void> {
  const holder = run.slots.findIndex((slot) => slot?.answer);
  if (holder < 0) return;
  const other = (holder + 1) % run.slots.length;
  await run.fixture.pass(KEY_DIES_MS);
  await die(run, other);
  await seal(run, other, nth);
  if (nth % 2 === 0) await settle(run, nth);
}

/** A sender is killed: it forgets what it held and never hears an answer under way. */
export async function die({ slots }: ModelRun, nth: number): Promise<void> {
  slots[nth % slots.length] = null;
}
