/** The demo's time: it begins some hours ago, passes as its people say, and ends at the real now. */
export class DemoClock {
  #behindMs: number;

  constructor(behindMs: number) {
    this.#behindMs = behindMs;
  }

  now = (): Date => new Date(Date.now() - this.#behindMs);

  wait = (ms: number): void => {
    this.#behindMs = Math.max(0, this.#behindMs - ms);
  };

  catchUp(): void {
    this.#behindMs = 0;
  }
}
