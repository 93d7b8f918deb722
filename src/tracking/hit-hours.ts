import { isPress, type StoredHit } from './stored-hit';

/** So many looks, reports of scripts among them, and so many presses are kept of a delivery in a clock hour. */
export const HITS_AN_HOUR = 100;

const HOUR_MS = 60 * 60 * 1000;

/**
 * Whether a look may have gone unrecorded up to this moment, because those before it had filled a
 * clock hour.
 */
export function mayMissLooks(hits: StoredHit[], until: Date): boolean {
  const looks = hits.filter((hit) => !isPress(hit) && hit.at <= until);
  const byHour = Map.groupBy(looks, ({ at }) => Math.floor(at.getTime() / HOUR_MS));
  return [...byHour.values()].some((inOne) => inOne.length >= HITS_AN_HOUR);
}
