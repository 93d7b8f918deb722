import { UNSUBSCRIBE_PATH } from '../audience/unsubscribe/unsubscribe-link';
import type { Purpose } from '../platform/signer';

/** Paths of an issue's links, by purpose. */
export const PATHS: Record<Exclude<Purpose, 'l' | 's' | 'm' | 'n'>, string> = {
  o: 'o',
  c: 'c',
  v: 'v',
  u: UNSUBSCRIBE_PATH,
  p: 'preferences',
};

/** No delivery has this id: it is in the links of test mails, which belong to nobody. */
export const TEST_DELIVERY_ID = 0;

export function readLinkNumber(segment: string): number | null {
  return /^[1-9]\d{0,3}$/.test(segment) ? Number(segment) : null;
}
