import { seededChance } from '../../dice';
import type { CallKind, Fault, Script, WebhookFault } from './script';

/** The same seed and order of calls strike the same calls. */
export class Faults {
  readonly #faults: { fault: Fault; calls: number }[];
  readonly #webhooks: Script['webhooks'];
  readonly #roll: () => number;
  /** Separate, so that events do not change which calls are struck. */
  readonly #rollEvent: () => number;

  constructor({ faults, webhooks, seed }: Script) {
    this.#faults = faults.map((fault) => ({ fault, calls: 0 }));
    this.#webhooks = webhooks;
    this.#roll = seededChance(seed);
    this.#rollEvent = seededChance(seed + 1);
  }

  /** Counts a call and says what goes wrong with it. */
  take(call: CallKind): Fault | null {
    const struck = this.#faults.filter((each) => this.#strikes(each, call));
    return struck[0]?.fault ?? null;
  }

  /** With the fault's ms, if it strikes this event or attempt. */
  takeOfWebhook(kind: WebhookFault): { ms: number } | null {
    const struck = this.#webhooks.faults.filter(
      (fault) => fault.kind === kind && this.#rollEvent() < fault.chance,
    );
    return struck[0] ?? null;
  }

  #strikes(each: { fault: Fault; calls: number }, call: CallKind): boolean {
    const { on, nth, chance } = each.fault;
    if (on !== 'any' && on !== call) return false;
    each.calls += 1;
    return chance === undefined ? each.calls === nth : this.#roll() < chance;
  }
}
