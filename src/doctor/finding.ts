import type { ProviderResponse } from '../platform/provider';

/** With a fault nothing should go out. */
export interface Finding {
  finding: 'ok' | 'look' | 'fault';
  /** What is so and, unless it is ok, what to do next. No address, no secret. */
  says: string;
}

export const ok = (says: string): Finding => ({ finding: 'ok', says });
export const look = (says: string): Finding => ({ finding: 'look', says });
export const fault = (says: string): Finding => ({ finding: 'fault', says });

/** A key that may not see something isn't a fault. */
export function notAnswered(
  response: Exclude<ProviderResponse<unknown>, { kind: 'answered' }>,
  what: string,
): Finding {
  if (response.kind === 'restricted') {
    return look(`${what} cannot be checked with this key, which may only send: look in Resend.`);
  }
  if (response.kind === 'refused') {
    return look(`${what} could not be checked: Resend refused to answer (${response.name}).`);
  }
  return fault(`${what} could not be checked: Resend gave no usable answer. Try again.`);
}
