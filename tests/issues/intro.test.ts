import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIntro, requireIntro } from '../../src/issues/intro';
import { runs } from '../helpers/runs';

function hrefsOf(markdown: string): (string | undefined)[] {
  return parseIntro(markdown)
    .flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.runs))
    .map((run) => run.href)
    .filter(Boolean);
}
const textOf = (markdown: string) =>
  parseIntro(markdown)
    .flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.runs))
    .map((run) => run.text)
    .join('');

describe('a link of an intro', () => {
  it.each([
    ['https://e.example/café', 'https://e.example/caf%C3%A9'],
    ['https://e.example/путь?x=%D0%B3', 'https://e.example/%D0%BF%D1%83%D1%82%D1%8C?x=%D0%B3'],
    ['https://e.example/?x=%d0%B3&y=%', 'https://e.example/?x=%d0%B3&y=%'],
    ['https://Bücher.Example/', 'https://xn--bcher-kva.example/'],
    ['HTTPS://E.Example:443/a', 'https://e.example/a'],
    ['https://e.example:8443', 'https://e.example:8443/'],
    ['https://e.example./a', 'https://e.example./a'],
    ['<https://e.example/a b>', 'https://e.example/a%20b'],
    ['https:evil', 'https://evil/'],
    ['https:///x', 'https://x/'],
    ['https:\\\\\\\\e.example\\\\x', 'https://e.example/x'],
    ['https://e.example/?a=1&amp;b=%26amp;c', 'https://e.example/?a=1&b=%26amp;c'],
    ['https://e.example/?a=1&copy=2', 'https://e.example/?a=1&copy=2'],
    ['https://e.example/a/../b#Ä', 'https://e.example/b#%C3%84'],
    ['https://e.example/cafe\u0301', 'https://e.example/cafe%CC%81'],
    ["https://e.example/'x'?y='z'", "https://e.example/'x'?y=%27z%27"],
    ['mailto:a@e.example?subject=Grüße', 'mailto:a@e.example?subject=Gr%C3%BC%C3%9Fe'],
    ['mailto:a@Bücher.example,b@e.example', 'mailto:a@xn--bcher-kva.example,b@e.example'],
    ['mailto:a%25b@b%C3%BCcher.example?cc=c', 'mailto:a%25b@xn--bcher-kva.example?cc=c'],
  ])('%s leads to %s', (typed, href) => {
    expect(hrefsOf(`[here](${typed})`)).toEqual([href]);
    expect(requireIntro(`[here](${typed})`)).toEqual([]);
  });

  it.each([
    ['a line break in it', 'https://e.example/&#10;x', 'U+000A'],
    ['a tab in it', 'https://e.ex&#9;ample/', 'U+0009'],
    ['a carriage return in it', 'https://e.example/&#xD;', 'U+000D'],
    ['a user name', 'https://ada@e.example/', 'user name or password'],
    ['a password', 'https://:secret@e.example/', 'user name or password'],
    ['no host', 'https://', 'neither https nor mailto'],
    ['plain http', 'http://e.example/', 'neither https nor mailto'],
    ['a script', 'javascript:alert(1)', 'neither https nor mailto'],
    ['no scheme', '//e.example/x', 'neither https nor mailto'],
    ['nobody to write to', 'mailto:', 'names no address'],
    ['2,001 characters once it is ASCII', `https://e.example/${'я'.repeat(331)}`, 'over 2,000'],
  ])('with %s is refused in a sentence that names line and link', (_, typed, words) => {
    const refusing = () => requireIntro(`Hello\n\n- see\n- *[here](${typed})*`);
    expect(refusing).toThrow(/^Line 4 of the intro has the link "/);
    expect(refusing).toThrow(words);
    expect(refusing).toThrow(new RegExp(typed.slice(0, 6)));
  });

  it('whatever is typed is ASCII, without a space or a control, and stays the same', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          'é',
          'e\u0301',
          'путь',
          'ü',
          '日本',
          '%D0%B3',
          '%d0',
          '%',
          '%%',
          '/',
          '//',
          '\\',
          '?',
          '#',
        ],
        ...[
          '&',
          '&amp;',
          '&#10;',
          '&#x202e;',
          ':',
          ':443',
          '@',
          '.',
          '..',
          '[',
          '\u00a0',
          '\u200d',
        ],
        ...['"', "'", '<', '>', '`', '|', '^', '{', '}', ';', '=', '+', '\t', '\u202e', '🏳️‍🌈'],
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.webUrl(),
    );
    const start = fc.constantFrom(
      'https://',
      'https://e.example/',
      'https:',
      'HTTPS:///',
      'mailto:',
    );
    fc.assert(
      fc.property(start, fc.array(piece, { maxLength: 6 }), (scheme, pieces) => {
        const typed = `${scheme}${pieces.join('')}`;
        let hrefs: (string | undefined)[] = [];
        try {
          hrefs = hrefsOf(`[x](<${typed}>)`);
        } catch (error) {
          expect(error).toMatchObject({ name: 'Refusal' });
        }
        for (const href of hrefs) {
          expect(href).toMatch(/^(?:https:\/\/[^/]|mailto:)[\x21-\x7e]*$/);
          expect(new URL(href!).href).toBe(href);
        }
      }),
      { numRuns: runs(200) },
    );
  });
});

describe('the text of an intro', () => {
  it('is cleaned, also where Markdown writes its characters by their names', () => {
    expect(textOf('Cafe\u0301 &#x202E;x&zwnj;&ZeroWidthSpace;&rlm; and `a\u200bb`')).toBe(
      'Café x and ab',
    );
    expect(textOf('می‌خواهم 👨‍👩‍👧')).toBe('می‌خواهم 👨‍👩‍👧');
    expect(requireIntro('a\u202eb')).toEqual(['text-direction characters removed']);
  });

  it.each(['\u0000', '\u001b', '\u0085', '\uffff', '\ud800'])(
    'is refused for %j by name',
    (character) => {
      expect(() => requireIntro(`a${character}`)).toThrow(/^The intro has .*U\+/);
    },
  );

  it('that was kept before such a character was refused still goes out, without it', () => {
    expect(textOf('a\uffffb')).toBe('ab');
  });
});

describe('an intro is read within 100 ms', () => {
  const FILLS = [
    '1. ',
    '- ',
    '> ',
    '*a',
    '*[',
    '[',
    '![',
    '[](',
    '<?',
    '<!--',
    '`a``',
    'a\n=\n',
    '[a]: b\n',
  ];
  const MORE = [
    '_a ',
    '**a ',
    '>a\n>>b\n',
    '- a\n',
    '\n  - - )\t',
    '&amp;[a\n- ',
    '"',
    '\\',
    '[a](https://e.example/x) ',
  ];

  it.each([...FILLS, ...MORE])('or refused, however often it says %j', (fill) => {
    for (const times of [10_000 / fill.length, 1_000 / fill.length, 399]) {
      const intro = fill.repeat(times).slice(0, 10_000).padEnd(10_000, 'x');
      expect(fastestMs(intro)).toBeLessThan(100);
    }
  });

  it('in lists within lists', () => {
    let nested = '';
    for (let depth = 0; nested.length + 2 * depth < 9_000; depth++)
      nested += `${' '.repeat(2 * depth)}- a\n`;
    expect(fastestMs(nested)).toBeLessThan(100);
  });

  function fastestMs(intro: string): number {
    const tries = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      try {
        requireIntro(intro);
      } catch (error) {
        expect(error).toMatchObject({ name: 'Refusal' });
      }
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    return Math.min(...tries);
  }
});
