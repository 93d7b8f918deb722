/** So that the next body, a little larger, fits too. */
const SLACK = 1.05;

/** A batch's body is 5 MB: fresh memory for each costs page faults and stays until collected. */
export class BufferPool {
  readonly #spare: ArrayBuffer[] = [];

  take(bytes: number): Buffer {
    const at = this.#spare.findIndex((spare) => spare.byteLength >= bytes);
    const [memory] = at < 0 ? [] : this.#spare.splice(at, 1);
    return Buffer.from(memory ?? new ArrayBuffer(Math.ceil(bytes * SLACK)), 0, bytes);
  }

  /** Only memory that nobody reads any more. */
  giveBack(buffer: Buffer): void {
    this.#spare.push(buffer.buffer as ArrayBuffer);
  }
}
