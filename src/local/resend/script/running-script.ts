import { RateLimit, type RateState } from '../api/rate-limit';
import { Faults } from './faults';
import { type CallKind, type Fault, readScript, type Script, type WebhookFault } from './script';

/** With how often each fault struck since the emulator started. */
export interface ScriptReport extends Script {
  /** By kind of fault; '429' are the calls over the rate, 'quota' those over a quota. */
  done: Record<string, number>;
  /** Calls that got past the rate limit, by kind. */
  calls: Record<CallKind, number>;
}

/** It does not survive a restart; the ledger and its keys do. */
export class RunningScript {
  readonly #outerNow: () => Date;
  readonly #rateLimit = new RateLimit();
  readonly #done = new Map<string, number>();
  readonly #calls = { batch: 0, single: 0 };
  #script = readScript({});
  #faults = new Faults(this.#script);

  constructor(outerNow: () => Date) {
    this.#outerNow = outerNow;
  }

  /** Restarts the count of calls and the random seed. */
  set(script: Script): void {
    this.#script = script;
    this.#faults = new Faults(script);
  }

  get current(): Script {
    return this.#script;
  }

  /** The emulator's clock, which the script can move. */
  now = (): Date => new Date(this.#outerNow().getTime() + this.#script.clockShiftMs);

  takeFault(call: CallKind): Fault | null {
    this.#calls[call] += 1;
    return this.#faults.take(call);
  }

  takeWebhookFault(kind: WebhookFault): { ms: number } | null {
    const fault = this.#faults.takeOfWebhook(kind);
    if (fault) this.countDone(kind);
    return fault;
  }

  countAgainstRate(): RateState {
    const { rate } = this.#script;
    if (!rate) return { isOver: false, headers: {} };
    const state = this.#rateLimit.count(rate.perSecond, this.now());
    if (state.isOver) this.countDone('429');
    return state;
  }

  countDone(kind: string): void {
    this.#done.set(kind, (this.#done.get(kind) ?? 0) + 1);
  }

  report(): ScriptReport {
    const calls = { ...this.#calls };
    return { ...this.#script, done: Object.fromEntries(this.#done), calls };
  }
}
