/** A small seeded generator (mulberry32), so that a run can be repeated. Gives 0 to 1. */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Seeded, so that a run can be repeated to the letter. */
export class Dice {
  constructor(private readonly roll: () => number) {}

  chance(share: number): boolean {
    return this.roll() < share;
  }

  between(low: number, high: number): number {
    return low + this.roll() * (high - low);
  }

  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.roll() * list.length)]!;
  }

  /** Half of them longer than the median, some much longer, none under the least. */
  humanMs(medianMs: number, leastMs: number, spread = 0.7): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.roll())) * Math.cos(2 * Math.PI * this.roll());
    return Math.max(leastMs, medianMs * Math.exp(spread * normal));
  }

  some<T>(list: readonly T[], count: number): T[] {
    const left = list.map((item) => ({ item, key: this.roll() }));
    return left
      .toSorted((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ item }) => item);
  }

  address(): string {
    return `198.${this.whole(18, 19)}.${this.whole(0, 255)}.${this.whole(1, 254)}`;
  }
}
