/** Ten database connections: more work at once is only slower; less coalesces fewer hits. */
export const MAX_AT_WORK = 64;
/** With the slowest pages these wait for about a second. */
export const MAX_WAITING = 500;
const WAIT_MS = 2_000;

type Answer = (isAdmitted: boolean) => void;

/**
 * One queue per address, served in rotation: a visitor with few requests comes next however long
 * another's queue is. Refuses what waits too long and, if too many wait, the last of the longest
 * queue.
 */
export class Admission {
  #atWork = 0;
  #waiting = 0;
  /** In serving order. */
  readonly #lines = new Map<string, Answer[]>();

  async admit<T>(address: string, work: () => Promise<T>): Promise<T | null> {
    if (this.#atWork < MAX_AT_WORK) this.#atWork += 1;
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
      if (this.#waiting > MAX_WAITING) this.#refuseOne();
    });
  }

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
