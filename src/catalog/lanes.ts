/** Concurrent work; two with a common key run one after the other, in the order given. */
export class Lanes {
  readonly #count: number;
  readonly #running = new Map<Promise<void>, Set<string>>();
  readonly #failures: unknown[] = [];

  constructor(count: number) {
    this.#count = count;
  }

  /** Resolves when the work has begun. Throws an earlier work's error. */
  async begin(keys: Set<string>, work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.#count || this.#isInUse(keys))
      await Promise.race(this.#running.keys());
    this.#throwFailure();
    const running = work()
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.set(running, keys);
  }

  /** Resolves when all work has ended. Throws the error of one of them. */
  async end(): Promise<void> {
    await Promise.all(this.#running.keys());
    this.#throwFailure();
  }

  #isInUse(keys: Set<string>): boolean {
    return [...this.#running.values()].some((used) => [...keys].some((key) => used.has(key)));
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
