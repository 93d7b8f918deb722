const WINDOW_MS = 1_000;

export interface RateState {
  isOver: boolean;
  /** As resend.com/docs/api-reference/rate-limit names them; `retry-after` if it is exceeded. */
  headers: Record<string, string>;
}

/** Fixed windows of one second. */
export class RateLimit {
  #window: number | null = null;
  #calls = 0;

  count(perSecond: number, at: Date): RateState {
    const window = Math.floor(at.getTime() / WINDOW_MS);
    if (window !== this.#window) this.#calls = 0;
    this.#window = window;
    this.#calls += 1;
    const seconds = Math.ceil(((window + 1) * WINDOW_MS - at.getTime()) / 1000);
    const isOver = this.#calls > perSecond;
    const headers = {
      'ratelimit-limit': String(perSecond),
      'ratelimit-remaining': String(Math.max(0, perSecond - this.#calls)),
      'ratelimit-reset': String(seconds),
    };
    return { isOver, headers: isOver ? { ...headers, 'retry-after': String(seconds) } : headers };
  }
}
