import type { Deps } from '../src/platform/deps';

/** `run` says in a sentence what it did, and may run twice for the same moment. */
export interface Job {
  name: string;
  /** Five fields, in UTC. */
  cron: string;
  run: (deps: Deps, at: Date) => Promise<string>;
  /** For slots, if different from `run`, which is for people. */
  runSlot?: (deps: Deps, slotAt: Date) => Promise<string>;
}
