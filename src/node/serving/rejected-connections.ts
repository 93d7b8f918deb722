import type { Log } from '../../platform/log';

export type Reason = 'no-room' | 'pipelined' | 'unread' | 'bodies' | 'busy';

const TELL_AFTER_MS = 10_000;

/** At most one log line in ten seconds, and it names nobody. */
export class RejectedConnections {
  readonly #log: Log;
  #counts: Partial<Record<Reason, number>> = {};

  constructor(log: Log) {
    this.#log = log;
  }

  count(why: Reason): void {
    if (Object.keys(this.#counts).length === 0)
      setTimeout(() => this.#tell(), TELL_AFTER_MS).unref();
    this.#counts[why] = (this.#counts[why] ?? 0) + 1;
  }

  #tell(): void {
    this.#log.warn({ event: 'turned-away', ...this.#counts }, 'visitors were turned away');
    this.#counts = {};
  }
}
