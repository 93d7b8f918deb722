const NO_KEYS: ReadonlySet<string> = new Set();

/**
 * Concurrent work with a limit; tasks with a common key run in order. `waitForSlot`, `add` and `end`
 * throw the first failure. Not p-limit: a sender waits for a slot before it seals a batch.
 */
export class InFlight {
  readonly #max: number;
  readonly #running = new Map<Promise<void>, ReadonlySet<string>>();
  readonly #failures: unknown[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  async waitForSlot(keys = NO_KEYS): Promise<void> {
    while (this.#running.size >= this.#max || this.#isInUse(keys)) await this.waitForOne();
    this.#throwFailure();
  }

  async waitForOne(): Promise<void> {
    await Promise.race(this.#running.keys());
  }

  start(work: () => Promise<unknown>, keys = NO_KEYS): void {
    const running: Promise<void> = work()
      .then(() => {})
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.set(running, keys);
  }

  async add(work: () => Promise<unknown>, keys = NO_KEYS): Promise<void> {
    await this.waitForSlot(keys);
    this.start(work, keys);
  }

  async end(): Promise<void> {
    await Promise.all(this.#running.keys());
    this.#throwFailure();
  }

  #isInUse(keys: ReadonlySet<string>): boolean {
    return [...this.#running.values()].some((used) => [...keys].some((key) => used.has(key)));
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
