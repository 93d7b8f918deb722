import type { FoundDelivery } from '../deliveries/find';

const BALLOT_MS = 14 * 24 * 60 * 60 * 1000;

/** A ballot is open until the next issue's audience is frozen, 14 days at most. */
export function isBallotOpen(delivery: FoundDelivery, at: Date): boolean {
  return !delivery.succeeded && at.getTime() - delivery.planned_at.getTime() < BALLOT_MS;
}
