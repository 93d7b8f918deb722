import type { IncomingMessage } from 'node:http';

const MAX_BYTES = 32e6;

/** Bytes of unfinished bodies, over all connections. */
export class BufferedBodies {
  readonly #bytes = new Map<IncomingMessage, number>();
  #total = 0;

  get isTooMuch(): boolean {
    return this.#total > MAX_BYTES;
  }

  add(incoming: IncomingMessage, bytes: number): void {
    this.#total += bytes;
    this.#bytes.set(incoming, (this.#bytes.get(incoming) ?? 0) + bytes);
  }

  release(incoming: IncomingMessage): void {
    this.#total -= this.#bytes.get(incoming) ?? 0;
    this.#bytes.delete(incoming);
  }

  findLargest(): IncomingMessage | undefined {
    let [largest, most] = [undefined as IncomingMessage | undefined, 0];
    for (const [incoming, bytes] of this.#bytes)
      if (bytes > most) [largest, most] = [incoming, bytes];
    return largest;
  }
}
