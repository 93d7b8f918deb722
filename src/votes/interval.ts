const Z_95 = 1.96;

/** Wilson's score interval (1927): one half lies in the 95% interval of ship's share. */
export function isTooClose({ ship, skip }: { ship: number; skip: number }): boolean {
  const votes = ship + skip;
  if (votes === 0) return true;
  const share = ship / votes;
  const spread = Z_95 ** 2 / votes;
  const centre = (share + spread / 2) / (1 + spread);
  const reach =
    (Z_95 / (1 + spread)) * Math.sqrt((share * (1 - share)) / votes + spread / (4 * votes));
  return Math.abs(centre - 0.5) <= reach;
}
