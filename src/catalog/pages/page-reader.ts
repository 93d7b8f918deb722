import { type Line, PageFault, refuseLine, show } from './page';

/** Throws a PageFault at anything unexpected. */
export class PageReader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  /** `expected` is for the error if the page ends here. */
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

  /** The line above a heading, which is not the heading itself. */
  readAbove(heading: string, expected: string): Line {
    const line = this.take(expected);
    if (line.text === heading && this.ahead(0)?.text !== heading)
      refuseLine(line.number, show(line.text), expected);
    return line;
  }

  /** Does not consume it. */
  ahead(count: number): Line | undefined {
    return this.#lines[this.#at + count];
  }

  /** -1 if no such line follows. */
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
