/** What the environment as a whole makes of one variable. */
export interface Circumstances {
  isProduction: boolean;
  /** Whether mail is to leave the machine. */
  isLive: boolean;
}

/** Reads a variable's text, which is trimmed and not empty. Throws a VariableFault. */
export type Reader<T> = (text: string, circumstances: Circumstances) => T;

/** Why a variable cannot be used, in words that follow its name and never repeat its value. */
export class VariableFault extends Error {
  override readonly name = 'VariableFault';
}

export function demand(holds: boolean, message: string): asserts holds {
  if (!holds) throw new VariableFault(message);
}
