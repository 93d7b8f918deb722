import { AsyncLocalStorage } from 'node:async_hooks';

/** The demo's time: it is held at a moment, moved on, and in the end let go. */
export class DemoClock {
  #held: Date | null = null;
  readonly #own = new AsyncLocalStorage<Date>();

  now = (): Date => (this.#held && this.#own.getStore()) ?? this.#held ?? new Date();

  moveTo(at: Date): void {
    this.#held = at;
  }

  /** Runs work, and whatever it begins, at a moment of its own. */
  runAt<T>(at: Date, work: () => T): T {
    return this.#own.run(at, work);
  }

  letGo(): void {
    this.#held = null;
  }
}
