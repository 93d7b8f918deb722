import { UNSUBSCRIBE_PATH } from '../audience/way-out';
import type { Purpose, Signer } from '../platform/signer';

/** The address of the links that stand in an issue, by their purpose. */
export const PATHS: Record<Exclude<Purpose, 'l' | 's' | 'm'>, string> = {
  o: 'o',
  c: 'c',
  v: 'v',
  u: UNSUBSCRIBE_PATH,
  p: 'preferences',
};

/** No delivery has this id: tokens with it stand in test mails, which belong to nobody. */
export const TEST_DELIVERY_ID = 0;

const ADDED_PUNCTUATION = /[.,;:!?)\]}>'"]+$/;

/** A path segment without the punctuation that mail programs add behind a link. */
export function trimSegment(segment: string): string {
  return segment.replace(ADDED_PUNCTUATION, '');
}

/** The delivery that a token in a path names; null for anything that we did not sign for this. */
export function readToken(signer: Signer, purpose: Purpose, segment: string): number | null {
  return signer.read(purpose, trimSegment(segment));
}

/** A link's number from a path segment; null where it is none. */
export function readLinkNumber(segment: string): number | null {
  const text = trimSegment(segment);
  return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}
