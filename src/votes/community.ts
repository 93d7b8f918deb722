import type { Community } from '../../emails/props';

/** Ship's share in whole percent; null below the floor of votes. */
export function toCommunity(
  { ship, skip }: { ship: number; skip: number },
  floor: number,
): Community {
  const votes = ship + skip;
  return {
    ship,
    skip,
    percent: votes > 0 && votes >= floor ? Math.round((100 * ship) / votes) : null,
  };
}
