import { AsyncLocalStorage } from 'node:async_hooks';

/** Held at a moment, moved on, and finally released. */
export class DemoClock {
  #held: Date | null = null;
  readonly #own = new AsyncLocalStorage<Date>();

  now = (): Date => (this.#held && this.#own.getStore()) ?? this.#held ?? new Date();

  moveTo(at: Date): void {
    this.#held = at;
  }

  /** With whatever it begins, at a moment of its own. */
  runAt<T>(at: Date, work: () => T): T {
    return this.#own.run(at, work);
  }

  unfreeze(): void {
    this.#held = null;
  }
}
