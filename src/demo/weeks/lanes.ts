const LANES = 8;

/** Several at once, begun in order. */
export async function inLanes<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const lane = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
