/** Concurrent work with a limit. `waitForRoom` and `end` throw the first failure. */
export class InFlight {
  readonly #most: number;
  readonly #running = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#running.size === 0;
  }

  async waitForRoom(): Promise<void> {
    while (this.#running.size >= this.#most) await this.waitForOne();
    this.#throwFailure();
  }

  async waitForOne(): Promise<void> {
    await Promise.race(this.#running);
  }

  begin(work: () => Promise<void>): void {
    const running: Promise<void> = work()
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async end(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #throwFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }
}
