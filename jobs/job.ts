import type { Deps } from '../src/platform/deps';

/** `run` says in a sentence what it did, and may run twice for the same moment. */
export interface Job {
  name: string;
  /** Five fields, in UTC. */
  cron: string;
  /** A slot that takes longer fails. Shorter than the lease, so that its holder reports it. */
  withinMs: number;
  run: (deps: Deps, at: Date) => Promise<string>;
  /** For slots, if different from `run`, which is for people. */
  runSlot?: (deps: Deps, slotAt: Date) => Promise<string>;
}
