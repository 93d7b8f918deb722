import { type Line, PageFault, refuseLine, show } from './page';

/** Walks down the lines of a page; every step that finds something else throws a PageFault. */
export class PageReader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  /** The next line, whatever it says; `expected` is for the sentence where the page ends. */
  take(expected: string): Line {
    const line = this.ahead(0);
    if (!line) return this.#refuseEnd(expected);
    this.#at++;
    return line;
  }

  readHeading(heading: string): Line {
    const line = this.take(`the heading ${show(heading)}`);
    if (line.text !== heading)
      refuseLine(line.number, show(line.text), `the heading ${show(heading)}`);
    return line;
  }

  /** The next line, which stands above a heading and is not that heading already. */
  readAbove(heading: string, expected: string): Line {
    const line = this.take(expected);
    if (line.text === heading && this.ahead(0)?.text !== heading)
      refuseLine(line.number, show(line.text), expected);
    return line;
  }

  /** The line `count` lines below the next one, untaken. */
  ahead(count: number): Line | undefined {
    return this.#lines[this.#at + count];
  }

  /** How many lines stand before the next line that says this; -1 where none does. */
  linesBefore(text: string): number {
    const found = this.#lines.findIndex((line, at) => at >= this.#at && line.text === text);
    return found === -1 ? -1 : found - this.#at;
  }

  #refuseEnd(expected: string): never {
    const last = this.#lines.at(-1)!.number;
    throw new PageFault(
      last,
      `Line ${last}: found the end of the page where ${expected} was expected next.`,
    );
  }
}
