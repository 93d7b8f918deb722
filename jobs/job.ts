import type { Deps } from '../src/platform/deps';

/** A scheduled job. `run` says in a sentence what it did, and may be run twice for the same moment. */
export interface Job {
  name: string;
  /** Five fields, in UTC. */
  cron: string;
  run: (deps: Deps, at: Date) => Promise<string>;
  /** What a slot does, where that is not the same as `run`, which is what a person asks for. */
  runSlot?: (deps: Deps, slotAt: Date) => Promise<string>;
}
