import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanLine, cleanLines, requireCleanLine } from '../../src/platform/text/clean-text';
import { runs } from '../helpers/runs';

const lineOf = (given: string) => {
  const read = cleanLine(given);
  return 'fault' in read ? read.fault : read.text;
};

describe('a line of text', () => {
  it.each([
    ['letters with loose accents', 'Cafe\u0301', 'Café'],
    ['a no-break space', 'Figma\u00a0Make', 'Figma Make'],
    ['a thin, an ideographic and a tab space', 'a\u2009b\u3000c\td', 'a b c d'],
    [
      'a no-break space beside a plain one',
      'Figma\u00a0 Make it \u00a0\u00a0so',
      'Figma Make it so',
    ],
    [
      'what nobody sees between two spaces',
      'Figma \u200b Make\u2009\ufeff\u00a0it',
      'Figma Make it',
    ],
    ['separators of lines and paragraphs', 'a\u2028b\u2029c', 'a b c'],
    ['spaces of any kind at its ends', '\u00a0\u2003 Zed \u00a0', 'Zed'],
    ['a zero-width space', 'Ze\u200bd', 'Zed'],
    ['a byte-order mark and a word joiner', '\ufeffZe\u2060d', 'Zed'],
    ['a soft hyphen', 'Gram\u00admarly', 'Grammarly'],
    ['joiners between Latin letters', 'Z\u200de\u200cd', 'Zed'],
    ['a variation selector behind a letter', 'Zed\ufe0f 1\ufe0e', 'Zed 1'],
    ['letters of tags without a flag', 'Zed\u{e0041}\u{e0042}', 'Zed'],
    ['a blank of Hangul', 'Zed\u3164', 'Zed'],
    ['an override', 'Zed\u202edeZ', 'ZeddeZ'],
    [
      'marks and isolates where nothing runs from right to left',
      '\u200eZed\u2067!\u2069\u061c',
      'Zed!',
    ],
    ['an embedding around right-to-left text', '\u202bשלום\u202c 2', 'שלום 2'],
    ['an isolate that is never closed', 'שלום \u2067x', 'שלום x'],
    ['an isolate closed twice', '\u2068שלום\u2069\u2069', '\u2068שלום\u2069'],
  ])('loses %s', (_, given, expected) => {
    const read = cleanLine(given);
    expect(read).toMatchObject({ text: expected });
    expect((read as { cleaned: string[] }).cleaned).not.toEqual([]);
  });

  it.each([
    ['Persian with its non-joiner', 'می‌خواهم'],
    ['Hindi with its joiner and non-joiner', 'क्‍ष क्‌ष'],
    ['Malayalam with a joiner at the end', 'അവന്‍'],
    ['a family of joined emoji', '👨‍👩‍👧‍👦'],
    ['an astronaut with a colour of skin', '👩🏽‍🚀'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['the flag of England', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['a heart and a key that are pictures', '❤️ 1️⃣'],
    ['a Japanese variant', '葛󠄀城'],
    ['Hebrew with a mark', 'שלום!\u200f'],
    ['a closed isolate in Arabic', 'مرحبا \u2066Zed 2\u2069'],
    ['typographic signs', '“Zed” – 62 %… №5'],
    ['two plain spaces, as typists put behind a sentence', 'Fast.  Free.'],
    ['a picture between spaces', 'a ❤️ b'],
    ['a private sign', 'Apple \uf8ff'],
  ])('keeps %s', (_, text) => {
    expect(cleanLine(text)).toEqual({ text, cleaned: [] });
  });

  it.each([
    ['U+0000', 'Ze\u0000d'],
    ['U+0007', 'Ze\u0007d'],
    ['U+007F', 'Ze\u007fd'],
    ['U+0085', 'Ze\u0085d'],
    ['U+D800', 'Ze\ud800d'],
    ['U+DC00', 'Ze\udc00d'],
    ['U+FFFE', 'Ze\ufffed'],
    ['U+FFFF', 'Ze\uffffd'],
    ['U+FDD0', 'Ze\ufdd0d'],
    ['U+1FFFF', 'Ze\u{1ffff}d'],
    ['U+FFF9', 'Ze\ufff9d'],
    ['U+FFFC', 'Ze\ufffcd'],
    ['U+FFFD', 'Ze\ufffdd'],
    ['U+000A', 'Ze\nd'],
    ['U+000D', 'Ze\rd'],
  ])('with %s is refused, and the character named', (name, text) => {
    expect(lineOf(text)).toContain(name);
    expect(() => requireCleanLine('A subject', text)).toThrow(`A subject has`);
    expect(() => requireCleanLine('A subject', text)).toThrow(name);
  });

  it('reports what was done to it, and nothing if nothing was', () => {
    expect(cleanLine('Cafe\u0301\u00a0x')).toEqual({
      text: 'Café x',
      cleaned: ['special spaces made plain', 'letters joined with their accents'],
    });
    expect(cleanLine('Café x')).toEqual({ text: 'Café x', cleaned: [] });
  });

  it('whatever is given, is clean afterwards: again changes nothing, and XML and headers hold it', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        ...'\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069',
        ...'\ufe0f\u034f\u17b4\u3164\u1160\u1100\u00a0\t אمक्é1#\u20e3',
        '\u0301',
        '👩',
        '🚀',
        '🏴',
        '\u{e0061}',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        const read = cleanLine(units.join(''));
        if ('fault' in read) return;
        expect(cleanLine(read.text)).toEqual({ text: read.text, cleaned: [] });
        expect(read.text).toMatch(/^[\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        expect(read.text).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
        let depth = 0;
        for (const character of read.text) {
          if ('\u2066\u2067\u2068'.includes(character)) depth++;
          if (character === '\u2069') depth--;
          expect(depth).toBeGreaterThanOrEqual(0);
        }
        expect(depth).toBe(0);
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('text of several lines', () => {
  it('keeps its line breaks, tabs and no-break spaces, and is cleaned otherwise', () => {
    expect(cleanLines('# Cafe\u0301\r\n\n\t62\u00a0% \u200bmore\u202e\n')).toMatchObject({
      text: '# Café\r\n\n\t62\u00a0% more\n',
    });
  });

  it.each(['\u0000', '\u001b', '\uffff', '\udfff'])('is refused for %j', (character) => {
    expect(cleanLines(`a\nb${character}`)).toMatchObject({ fault: expect.stringMatching(/U\+/) });
  });
});
