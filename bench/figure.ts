/** A measured figure with its target; `target` is in `unit`. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  target: number;
  met: boolean;
}

/** At least the target. */
export function reach(name: string, measured: number, unit: string, target: number): Figure {
  const value = round(measured);
  return { name, value, unit, target, met: value >= target };
}

/** The target and no more. */
export function stayWithin(name: string, value: number, unit: string, target: number): Figure {
  return { name, value, unit, target, met: value <= target };
}

/** Below the target. */
export function stayUnder(name: string, measured: number, unit: string, target: number): Figure {
  const value = round(measured);
  return { name, value, unit, target, met: value < target };
}

/** To three digits or to the unit, whichever says more. */
function round(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
