import { UNSUBSCRIBE_PATH } from '../audience/unsubscribe/unsubscribe-link';
import type { Purpose } from '../platform/signer';

/** The address of the links that stand in an issue, by their purpose. */
export const PATHS: Record<Exclude<Purpose, 'l' | 's' | 'm' | 'n'>, string> = {
  o: 'o',
  c: 'c',
  v: 'v',
  u: UNSUBSCRIBE_PATH,
  p: 'preferences',
};

/** No delivery has this id: tokens with it stand in test mails, which belong to nobody. */
export const TEST_DELIVERY_ID = 0;

/** A link's number from a path segment; null where it is none. */
export function readLinkNumber(segment: string): number | null {
  return /^[1-9]\d{0,3}$/.test(segment) ? Number(segment) : null;
}
