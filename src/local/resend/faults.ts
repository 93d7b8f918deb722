import { seededChance } from '../crowd/dice';
import type { CallKind, Fault, Script } from './script';

/** The faults of one script. The same seed and the same order of calls strike the same calls. */
export class Faults {
  readonly #faults: { fault: Fault; calls: number }[];
  readonly #roll: () => number;

  constructor({ faults, seed }: Script) {
    this.#faults = faults.map((fault) => ({ fault, calls: 0 }));
    this.#roll = seededChance(seed);
  }

  /** Counts a call and says what goes wrong with it. */
  take(call: CallKind): Fault | null {
    const struck = this.#faults.filter((each) => this.#strikes(each, call));
    return struck[0]?.fault ?? null;
  }

  #strikes(each: { fault: Fault; calls: number }, call: CallKind): boolean {
    const { on, nth, chance } = each.fault;
    if (on !== 'any' && on !== call) return false;
    each.calls += 1;
    return chance === undefined ? each.calls === nth : this.#roll() < chance;
  }
}
