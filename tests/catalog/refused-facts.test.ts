import { describe, expect, it } from 'vitest';
import { usualQuotes } from '../helpers/fixtures/page';
import { faultOfParts } from '../helpers/fixtures/parse';

const percentage = 'a whole percentage from 0% to 100%,';

describe('a title', () => {
  it('must equal name 1 + “ vs ” + name 2', () => {
    expect(faultOfParts({ title: 'Lantern vs. Ferry 2' })).toEqual({
      line: 2,
      reason:
        'Line 2: found the title “Lantern vs. Ferry 2” where “Lantern vs Ferry 2” (the names on lines 5 and 15; they differ at character 11) was expected.',
    });
  });

  it.each([
    'Ferry 2 vs Lantern',
    'Lantern vs Ferry',
    'Lantern vs Ferry 2!',
    'lantern vs Ferry 2',
    'Lantern  vs Ferry 2',
  ])('may not be “%s”', (title) => {
    expect(faultOfParts({ title }).line).toBe(2);
  });

  it('may not differ by a single character; the position is named', () => {
    const { reason } = faultOfParts({ title: 'Lantern vs Ferry_2' });
    expect(reason).toContain('they differ at character 17');
  });
});

describe('percentages', () => {
  it.each(['101%', '75.5%', '-5%', '75', '75 %', '٧٥%', '075%', '1e1%', '—', 'many'])(
    'of the panel may not be %s',
    (panel) => {
      expect(faultOfParts({ first: { panel } }).reason).toBe(
        `Line 7: found “${panel}” where the panel ship of the first tool, ${percentage} was expected.`,
      );
    },
  );

  it.each(['-', '–', '101%', 'none'])('of the community may not be %s', (community) => {
    expect(faultOfParts({ second: { community } }).reason).toBe(
      `Line 19: found “${community}” where the community of the second tool, — or ${percentage} was expected.`,
    );
  });
});

describe('the same tool twice', () => {
  it('is refused, since a comparison has two tools', () => {
    const tool = { name: 'Lantern', tagline: 'Drafts the dull letters first' };
    expect(faultOfParts({ second: tool })).toEqual({
      line: 15,
      reason:
        'Line 15: found “Lantern” with the same tagline a second time where another tool was expected.',
    });
  });
});

describe('quotes', () => {
  it('must be eight: seven are refused', () => {
    expect(faultOfParts({ quotes: usualQuotes().slice(1) }).reason).toBe(
      'Line 32: found “Weekly AI Tool Verdicts” where the 8th of 8 quotes, one line in quotation marks, was expected.',
    );
  });

  it('must be eight: nine are refused', () => {
    expect(faultOfParts({ quotes: [...usualQuotes(), '“One more.”'] }).reason).toBe(
      'Line 33: found a 9th quote, “One more.”, where “Weekly AI Tool Verdicts” or the end of the page was expected.',
    );
  });

  it('must close with the mark that belongs to the one they open with', () => {
    const found = (line: string) => faultOfParts({ quotes: usualQuotes().with(2, line) }).reason;
    expect(found('“It breaks off')).toBe(
      'Line 27: found the 3rd quote without its closing mark (“It breaks off) where ” at the end of the line was expected.',
    );
    expect(found('"It breaks off')).toContain('where " at the end of the line was expected');
    expect(found('“Mixed"')).toContain('without its closing mark');
    expect(found('"Mixed”')).toContain('without its closing mark');
    expect(found('“')).toContain('without its closing mark');
    expect(found('"')).toContain('without its closing mark');
  });

  it('must open with a quotation mark', () => {
    expect(faultOfParts({ quotes: usualQuotes().with(4, 'It begins bare.”') }).reason).toBe(
      'Line 29: found “It begins bare.”” where the 5th of 8 quotes, one line in quotation marks, was expected.',
    );
  });

  it.each(['', '   ', '\u00a0'])('must say something', (text) => {
    expect(faultOfParts({ quotes: usualQuotes({ 1: text }) }).reason).toBe(
      'Line 26: found nothing between the quotation marks where the text of the 2nd quote was expected.',
    );
  });
});

describe('text that is too long', () => {
  it.each([
    [5, 'a name', 'name', 200],
    [6, 'a tagline', 'tagline', 500],
    [4, 'a category', 'category', 100],
    [11, 'an entry price', 'price', 100],
  ])('on line %i is refused with its length', (line, what, field, limit) => {
    const { reason } = faultOfParts({ first: { [field]: 'x'.repeat(limit + 1) } });
    expect(reason).toBe(
      `Line ${line}: found ${what} of ${limit + 1} characters (“${'x'.repeat(80)}…”) where one of at most ${limit} was expected.`,
    );
  });

  it('is refused in a description and in a quote as well', () => {
    const long = 'x'.repeat(20_001);
    expect(faultOfParts({ second: { description: long } }).reason).toMatch(
      /^Line 23: found a description of 20,001 characters .* one of at most 20,000 was expected\.$/,
    );
    expect(faultOfParts({ quotes: usualQuotes({ 7: long }) }).reason).toMatch(
      /^Line 32: found a quote of 20,001 characters .* one of at most 20,000 was expected\.$/,
    );
  });

  it('is shortened in the sentence to 80 whole characters', () => {
    const { reason } = faultOfParts({ first: { panel: '😀'.repeat(100) } });
    expect(reason).toContain(`found “${'😀'.repeat(80)}…” where`);
  });
});
