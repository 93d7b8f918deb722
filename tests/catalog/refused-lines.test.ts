import { describe, expect, it } from 'vitest';
import { faultOfLines } from '../helpers/fixtures/parse';

const percentage = 'a whole percentage from 0% to 100%,';

const without = (number: number) => faultOfLines((lines) => lines.splice(number - 1, 1));
const withExtra = (number: number) => faultOfLines((lines) => lines.splice(number - 1, 0, 'More.'));

describe('a missing line is refused by what stands in its place', () => {
  it.each([
    [1, 1, '“Lantern vs Ferry 2” where the heading “AI tool comparison”'],
    [8, 8, '“—” where the heading “Panel ship”'],
    [10, 10, '“Free” where the heading “Community”'],
    [18, 18, '“64%” where the heading “Panel ship”'],
    [20, 20, '“Paid” where the heading “Community”'],
    [24, 24, '“Quote 1 speaks plainly.” where the heading “Reviewer scorecard”'],
  ])('the heading on line %i', (missing, line, sentence) => {
    expect(without(missing)).toEqual({
      line,
      reason: `Line ${line}: found ${sentence} was expected.`,
    });
  });

  it('the heading “Entry” of either tool', () => {
    expect(without(12).reason).toMatch(
      /^Line 12: found “Lantern writes .* the heading “Entry” was/,
    );
    expect(without(22).reason).toMatch(/^Line 22: found “Ferry 2 moves .* the heading “Entry” was/);
  });

  it('the question under the title, or the title itself', () => {
    expect(without(3).reason).toMatch(
      /^Line 3: found “Writing Tools” where the heading “Which one/,
    );
    expect(without(2).reason).toMatch(
      /^Line 2: found “Which one .*…” where the title, “first tool vs second tool”, was expected\.$/,
    );
  });

  it.each([4, 5, 6, 7])('line %i of the first tool', (missing) => {
    expect(without(missing)).toEqual({
      line: 7,
      reason: `Line 7: found “Panel ship”, with a line missing above it, where the panel ship of the first tool, ${percentage} was expected.`,
    });
  });

  it.each([13, 14, 15, 16, 17])(
    'line %i, from the first description to the second percentage',
    (missing) => {
      expect(without(missing).reason).toBe(
        `Line 17: found “Panel ship”, with a line missing above it, where the panel ship of the second tool, ${percentage} was expected.`,
      );
    },
  );

  it.each([
    [
      9,
      'Line 9: found “Community” where the community of the first tool, — or a whole percentage from 0% to 100%,',
    ],
    [11, 'Line 11: found “Entry” where the entry price of the first tool'],
    [
      19,
      'Line 19: found “Community” where the community of the second tool, — or a whole percentage from 0% to 100%,',
    ],
    [21, 'Line 21: found “Entry” where the entry price of the second tool'],
    [23, 'Line 23: found “Reviewer scorecard” where the description of the second tool'],
  ])('the fact on line %i', (missing, sentence) => {
    expect(without(missing).reason).toBe(`${sentence} was expected.`);
  });

  it('everything after some line, since the page ends there', () => {
    expect(faultOfLines((lines) => lines.splice(20))).toEqual({
      line: 20,
      reason:
        'Line 20: found the end of the page where the entry price of the second tool was expected next.',
    });
    expect(faultOfLines((lines) => lines.splice(7)).reason).toBe(
      'Line 7: found the end of the page where the heading “Panel ship” was expected next.',
    );
  });
});

describe('an unknown line is refused', () => {
  it.each([
    [2, 3],
    [3, 3],
    [4, 7],
    [5, 7],
    [6, 7],
    [7, 7],
    [8, 8],
    [9, 9],
    [10, 10],
    [11, 12],
    [12, 12],
    [16, 17],
    [17, 17],
    [18, 18],
    [19, 19],
    [20, 20],
    [21, 22],
    [22, 22],
    [25, 25],
    [26, 26],
    [32, 32],
    [33, 33],
    [34, 34],
    [35, 35],
    [36, 36],
  ])('put before line %i, it is told of on line %i', (number, line) => {
    expect(withExtra(number).line).toBe(line);
  });

  it('after the quotes', () => {
    expect(withExtra(33).reason).toBe(
      'Line 33: found “More.” where “Weekly AI Tool Verdicts” or the end of the page was expected.',
    );
  });

  it('after the last line of the page', () => {
    expect(withExtra(36).reason).toBe(
      'Line 36: found “More.” where the end of the page was expected.',
    );
  });
});

describe('a description', () => {
  it('is one line for the first tool; a second line is refused as such', () => {
    expect(withExtra(14)).toEqual({
      line: 14,
      reason:
        'Line 14: found a second line of a description, “More.”, where a description of one line for the first tool was expected.',
    });
  });

  it('is one line for the second tool; a second line is refused as such', () => {
    expect(withExtra(24).reason).toBe(
      'Line 24: found a second line of a description, “More.”, where a description of one line for the second tool was expected.',
    );
  });

  it('is not blamed for a second line of the second tagline', () => {
    expect(withExtra(17).reason).toBe(
      `Line 17: found “More.” where the panel ship of the second tool, ${percentage} was expected.`,
    );
  });
});
