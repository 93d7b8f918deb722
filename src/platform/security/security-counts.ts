import type { SecurityEvents } from '../schema';

export type SecurityKind = SecurityEvents['kind'];
export type SecurityEventCounts = Partial<Record<SecurityKind, number>>;

export class SecurityCounts {
  #counts: SecurityEventCounts = {};

  note(kind: SecurityKind, events = 1): void {
    this.#counts[kind] = (this.#counts[kind] ?? 0) + events;
  }

  take(): SecurityEventCounts {
    const taken = this.#counts;
    this.#counts = {};
    return taken;
  }
}
