export interface Circumstances {
  isProduction: boolean;
  isLive: boolean;
}

/** Reads text that is trimmed and not empty. Throws a VariableFault. */
export type Reader<T> = (text: string, circumstances: Circumstances) => T;

/** The message follows the variable's name and never repeats its value. */
export class VariableFault extends Error {
  override readonly name = 'VariableFault';
}

export function requireThat(holds: boolean, message: string): asserts holds {
  if (!holds) throw new VariableFault(message);
}
