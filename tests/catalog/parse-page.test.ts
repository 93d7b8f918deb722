import { describe, expect, it } from 'vitest';
import { pageLines, pageText, usualQuotes } from '../helpers/fixtures/page';
import { faultOf, parseParts, parseText } from '../helpers/fixtures/parse';

describe('a page that keeps every rule', () => {
  it('gives the facts of the first tool, then those of the second, to the letter', () => {
    const { sides } = parseText(pageText());
    expect(sides[0]).toEqual({
      name: 'Lantern',
      tagline: 'Drafts the dull letters first',
      category: 'Writing Tools',
      entry_price: 'Free',
      description: 'Lantern writes first drafts of letters nobody looks forward to writing.',
      panel_ship: 75,
      printed_community: null,
      quotes: [1, 3, 5, 7].map((n) => `Quote ${n} speaks plainly.`),
    });
    expect(sides[1]).toMatchObject({ name: 'Ferry 2', panel_ship: 50, printed_community: 64 });
  });

  it('gives quotes 1, 3, 5 and 7 to the first tool and the others to the second', () => {
    const { sides } = parseParts();
    expect(sides[1].quotes).toEqual([2, 4, 6, 8].map((n) => `Quote ${n} speaks plainly.`));
  });

  it('may have names that themselves hold " vs ", because the title is compared and never split', () => {
    const { sides } = parseParts({
      first: { name: 'Pen vs Sword' },
      second: { name: 'Ink vs Steel vs Stone' },
    });
    expect(sides.map((side) => side.name)).toEqual(['Pen vs Sword', 'Ink vs Steel vs Stone']);
  });

  it('may compare two tools of one name whose taglines differ', () => {
    const { sides } = parseParts({ second: { name: 'Lantern' } });
    expect(sides[0].name).toBe(sides[1].name);
  });

  it('may have fields that say what a heading says', () => {
    const { sides } = parseParts({
      first: { name: 'Panel ship', tagline: 'Community', price: 'Entry', category: 'Entry' },
      second: { name: 'Panel ship', tagline: 'Panel ship', description: 'Panel ship' },
    });
    expect(sides[0]).toMatchObject({
      name: 'Panel ship',
      tagline: 'Community',
      entry_price: 'Entry',
    });
    expect(sides[1]).toMatchObject({ tagline: 'Panel ship', description: 'Panel ship' });
  });

  it.each(['0%', '1%', '33%', '99%', '100%'])('may print a percentage of %s', (panel) => {
    const side = parseParts({ second: { panel, community: panel } }).sides[1];
    expect([side.panel_ship, side.printed_community]).toEqual([
      Number.parseInt(panel, 10),
      Number.parseInt(panel, 10),
    ]);
  });

  it('keeps every field at its longest', () => {
    const first = {
      name: 'n'.repeat(200),
      tagline: 't'.repeat(500),
      category: 'c'.repeat(100),
      price: 'p'.repeat(100),
      description: 'd'.repeat(20_000),
    };
    const { sides } = parseParts({ first, quotes: usualQuotes({ 0: 'q'.repeat(20_000) }) });
    expect(sides[0]).toMatchObject({ name: first.name, tagline: first.tagline });
    expect(sides[0]).toMatchObject({ category: first.category, entry_price: first.price });
    expect(sides[0].description).toBe(first.description);
    expect(sides[0].quotes[0]).toBe('q'.repeat(20_000));
  });
});

describe('quotes', () => {
  it('lose their outer quotation marks only', () => {
    const quotes = usualQuotes({ 0: '“Ship it,” said “nobody”', 1: ' spaces stay ', 2: '"' });
    const { sides } = parseParts({ quotes });
    expect(sides[0].quotes.slice(0, 2)).toEqual(['“Ship it,” said “nobody”', '"']);
    expect(sides[1].quotes[0]).toBe(' spaces stay ');
  });

  it('may stand in straight quotation marks, some or all of them', () => {
    const straight = usualQuotes().map((line, at) => (at % 3 ? line : `"${line.slice(1, -1)}"`));
    expect(parseParts({ quotes: straight })).toEqual(parseParts());
  });
});

describe('what a page may look like otherwise', () => {
  const usual = parseText(pageText());

  it('may have Windows line ends', () => {
    expect(parseText(pageText().replaceAll('\n', '\r\n'))).toEqual(usual);
  });

  it('may begin with a byte-order mark', () => {
    expect(parseText(`\ufeff${pageText()}`)).toEqual(usual);
  });

  it('may have trailing spaces and tabs on every line', () => {
    expect(parseText(pageText().replaceAll('\n', ' \t \n'))).toEqual(usual);
  });

  it('may have blank lines anywhere, also ones that only look blank', () => {
    const text = ['', ...pageLines().flatMap((line) => [line, '', ' \t', '\u00a0\u2003'])];
    expect(parseText(text.join('\n'))).toEqual(usual);
  });

  it('may have all of this at once', () => {
    const text = pageLines().map((line) => `${line.replace(/^“(.*)”$/, '"$1"')}  \r\n\r\n`);
    expect(parseText(`\ufeff\r\n${text.join('')}`)).toEqual(usual);
  });

  it.each([0, 1, 2])('may end after %i of the three newsletter lines', (count) => {
    expect(
      parseText(
        pageLines()
          .slice(0, 32 + count)
          .join('\n'),
      ),
    ).toEqual(usual);
  });

  it('keeps spaces inside a line and at its beginning', () => {
    const description = '  Two  spaces';
    expect(parseParts({ first: { description } }).sides[0].description).toBe(description);
  });

  it('may have special spaces, combining accents and invisible characters: it is cleaned, and says so', () => {
    const first = {
      name: 'Cafe\u0301\u00a0Lantern',
      description: '\u00a0A tab\ta space\u2003and \u200bmore\u00a0',
    };
    const quotes = usualQuotes({ 0: 'Turned \u202eround\u202c, 👩🏽‍🚀.' });
    const page = parseParts({ first, quotes, title: 'Café Lantern\u00a0vs Ferry 2' });
    expect(page.sides[0]).toMatchObject({
      name: 'Café Lantern',
      description: 'A tab a space and more',
      quotes: expect.arrayContaining(['Turned round, 👩🏽‍🚀.']),
    });
    expect(page.cleaned).toEqual([
      'Lines 2, 5 and 13: special spaces made plain.',
      'Line 5: letters joined with their accents.',
      'Line 13: invisible characters removed.',
      'Line 13: spaces at the ends removed.',
      'Line 25: text-direction characters removed.',
    ]);
  });

  it.each(['\uffff', '\ufdd0', '\u{1fffe}', '\ufffb'])(
    'never has %j, which is not a text character',
    (character) => {
      const { reason } = faultOf(pageText({ second: { tagline: `Ferries ${character}.` } }));
      const name = character.codePointAt(0)!.toString(16).toUpperCase();
      expect(reason).toBe(
        `Line 16: found U+${name}, which is not a text character, where plain text was expected.`,
      );
    },
  );
});
