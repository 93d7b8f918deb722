import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src/selection/candidate';
import { writePreheader, writeSubject } from '../../src/selection/headline';
import { candidate, tool } from './make-candidate';

const pair = (first: string, second: string): Candidate => candidate(tool(first), tool(second));

describe('the first subject', () => {
  it('asks about the first pick and counts the others', () => {
    const rest = [pair('A', 'B'), pair('C', 'D')];
    expect(writeSubject([pair('Cursor', 'Zed'), ...rest])).toBe(
      'Cursor or Zed? And 2 more verdicts',
    );
    expect(writeSubject([pair('Cursor', 'Zed'), rest[0]!])).toBe(
      'Cursor or Zed? And 1 more verdict',
    );
    expect(writeSubject([pair('Cursor', 'Zed')])).toBe('Cursor or Zed?');
  });

  it('uses the part of a name before its dash or colon', () => {
    expect(writeSubject([pair('Cursor v0.50 – Background Agent', 'Zed: the editor')])).toBe(
      'Cursor v0.50 or Zed?',
    );
    expect(writeSubject([pair('ml-intern', 'SmolVLM2-2B')])).toBe('ml-intern or SmolVLM2-2B?');
  });

  it('keeps whole names if the short ones are the same', () => {
    expect(writeSubject([pair('Cursor – Agent', 'Cursor – Tab')])).toBe(
      'Cursor – Agent or Cursor – Tab?',
    );
  });

  it('cuts a long name before a character, never within', () => {
    expect(writeSubject([pair(`${'x'.repeat(28)}🚀🚀`, 'Zed')])).toBe(`${'x'.repeat(28)}… or Zed?`);
  });

  it('is one line of at most 90 characters and whole characters, whatever the names', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 5 }), (names) => {
        const picks = names.map(([first, second]) => pair(first, second));
        for (const [text, max] of [
          [writeSubject(picks), 90],
          [writePreheader(picks), 140],
        ] as const) {
          expect(text.length).toBeLessThanOrEqual(max);
          expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
          expect(text.isWellFormed()).toBe(true);
        }
      }),
    );
  });
});

it('isolates right-to-left names, and accepts nothing that reverses the subject', () => {
  expect(writeSubject([pair('כלי 2', 'Zed\u202e')])).toBe('\u2068כלי 2\u2069 or Zed?');
  expect(writePreheader([pair('\u2067أداة', 'Zed\u2068')])).toBe(
    'The panel on \u2068أداة\u2069 and Zed, seat by seat.',
  );
});

describe('the first preheader', () => {
  it('names the other picks, as many as fit', () => {
    const others = [pair('Aider', 'Cline'), pair('Zed', 'Helix'), pair('Bolt', 'Lovable')];
    expect(writePreheader([pair('A', 'B'), ...others])).toBe(
      'Also this week: Aider vs Cline, Zed vs Helix and Bolt vs Lovable.',
    );
    const long = Array.from({ length: 4 }, (_, n) => pair(`${n} ${'x'.repeat(40)}`, 'Y'));
    expect(writePreheader([pair('A', 'B'), ...long])).toMatch(
      /^Also this week: 0 x+… vs Y, 1 x+… vs Y and 2 x+… vs Y\.$/,
    );
  });

  it('names the only pick if there is just one', () => {
    expect(writePreheader([pair('Cursor', 'Zed')])).toBe(
      'The panel on Cursor and Zed, seat by seat.',
    );
  });
});
