/**
 * Most work waits for one of the ten connections to the database: more of it at once is only slower for
 * everybody. Fewer would make smaller groups of hits, which share a commit.
 */
export const MOST_AT_WORK = 64;
/** At the pace of the slowest pages these wait for about a second. */
export const MOST_WAITING = 500;
export const WAIT_MS = 2_000;

/** Tells one that waits whether there is room for it. */
type Answer = (isAdmitted: boolean) => void;

/**
 * Lets so much work be under way at once; the rest waits, in a line for each address. The lines take
 * turns, so that whoever asks for little comes next, however long another's line is. What waits too long
 * is refused, and so is the last of the longest line when too many wait.
 */
export class Admission {
  #atWork = 0;
  #waiting = 0;
  /** In the order of their turns. */
  readonly #lines = new Map<string, Answer[]>();

  /** Does the work when there is room for it; null where there is none. */
  async admit<T>(address: string, work: () => Promise<T>): Promise<T | null> {
    if (this.#atWork < MOST_AT_WORK) this.#atWork += 1;
    else if (!(await this.#wait(address))) return null;
    try {
      return await work();
    } finally {
      this.#callNext();
    }
  }

  #wait(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      const answer: Answer = (isAdmitted) => {
        clearTimeout(timer);
        resolve(isAdmitted);
      };
      const timer = setTimeout(() => this.#refuse(address, answer), WAIT_MS);
      this.#lines.set(address, [...(this.#lines.get(address) ?? []), answer]);
      this.#waiting += 1;
      if (this.#waiting > MOST_WAITING) this.#refuseOne();
    });
  }

  /** The place of work that has ended goes to the first of the next line; that line comes last then. */
  #callNext(): void {
    const [next] = this.#lines;
    if (!next) {
      this.#atWork -= 1;
      return;
    }
    const [address, [first, ...others]] = next;
    this.#lines.delete(address);
    if (others.length > 0) this.#lines.set(address, others);
    this.#waiting -= 1;
    first!(true);
  }

  #refuseOne(): void {
    let [longest, length] = ['', 0];
    for (const [address, line] of this.#lines)
      if (line.length >= length) [longest, length] = [address, line.length];
    this.#refuse(longest, this.#lines.get(longest)!.at(-1)!);
  }

  #refuse(address: string, answer: Answer): void {
    const others = this.#lines.get(address)!.filter((each) => each !== answer);
    if (others.length > 0) this.#lines.set(address, others);
    else this.#lines.delete(address);
    this.#waiting -= 1;
    answer(false);
  }
}
