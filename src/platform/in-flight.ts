const NO_KEYS: ReadonlySet<string> = new Set();

/**
 * Concurrent work with a limit; tasks with a common key run in order. `waitForRoom`, `add` and `end`
 * throw the first failure. Not p-limit: a sender waits for room before it seals a batch.
 */
export class InFlight {
  readonly #most: number;
  readonly #running = new Map<Promise<void>, ReadonlySet<string>>();
  readonly #failures: unknown[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  async waitForRoom(keys = NO_KEYS): Promise<void> {
    while (this.#running.size >= this.#most || this.#isInUse(keys)) await this.waitForOne();
    this.#throwFailure();
  }

  async waitForOne(): Promise<void> {
    await Promise.race(this.#running.keys());
  }

  begin(work: () => Promise<unknown>, keys = NO_KEYS): void {
    const running: Promise<void> = work()
      .then(() => {})
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.set(running, keys);
  }

  async add(work: () => Promise<unknown>, keys = NO_KEYS): Promise<void> {
    await this.waitForRoom(keys);
    this.begin(work, keys);
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
