import { HOUR_MS } from '../platform/durations';
import { isPress, type StoredHit } from './stored-hit';

/** Of looks, scripts' reports included, and again of presses, per delivery and clock hour. */
export const HITS_PER_HOUR = 100;

/** Whether looks may have gone unrecorded because a clock hour was full. */
export function mayMissLooks(hits: StoredHit[], until: Date): boolean {
  const looks = hits.filter((hit) => !isPress(hit) && hit.at <= until);
  const byHour = Map.groupBy(looks, ({ at }) => Math.floor(at.getTime() / HOUR_MS));
  return [...byHour.values()].some((inOne) => inOne.length >= HITS_PER_HOUR);
}
