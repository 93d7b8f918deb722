/** What differs from reader to reader in a render. */
export type Slot = 'click' | 'vote' | 'unsubscribe' | 'preferences' | 'pixel';
export const SLOTS: Slot[] = ['click', 'vote', 'unsubscribe', 'preferences', 'pixel'];

/** Rendered text with its slots, in order. */
export type Segments = (string | { slot: Slot })[];

/**
 * Marks slots in a render with text that nobody can have written: `nonce` is new for each render and
 * has only letters and digits, so neither escaping nor imported text can touch or fake a mark.
 */
export class SlotMarks {
  readonly #nonce: string;

  constructor(nonce: string) {
    this.#nonce = nonce.replace(/[^a-z0-9]/gi, '');
  }

  mark(slot: Slot): string {
    return `${this.#nonce}${slot}${this.#nonce}`;
  }

  /** Cuts rendered text at its marks. */
  cut(rendered: string): Segments {
    const marks = new RegExp(`${this.#nonce}(${SLOTS.join('|')})${this.#nonce}`);
    return rendered
      .split(marks)
      .map((part, index) => (index % 2 ? { slot: part as Slot } : part))
      .filter((part) => part !== '');
  }
}
