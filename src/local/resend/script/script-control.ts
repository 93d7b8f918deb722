import type { EventCounts, EventPoster } from '../events/event-poster';
import type { RunningScript, ScriptReport } from './running-script';
import type { Script } from './script';

/** What GET /script answers. */
export interface ControlReport extends ScriptReport {
  events: EventCounts;
}

export class ScriptControl {
  readonly #script: RunningScript;
  readonly #poster: EventPoster;

  constructor(script: RunningScript, poster: EventPoster) {
    this.#script = script;
    this.#poster = poster;
  }

  play(script: Script): void {
    this.#script.set(script);
    this.#poster.wake();
  }

  report(): ControlReport {
    return { ...this.#script.report(), events: this.#poster.report() };
  }
}
