import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseExcerpt, cutAtSentence } from '../../src/rendering/excerpt';

const review = (
  seat: 'builder' | 'skeptic' | 'futurist' | 'guest',
  verdict: 'ship' | 'skip' | 'unknown',
) => ({
  seat,
  verdict,
  quote: `The ${seat} speaks.`,
});

describe('an excerpt', () => {
  it('is a dissenting seat’s if one is known', () => {
    const panel = [
      review('builder', 'ship'),
      review('skeptic', 'skip'),
      review('futurist', 'ship'),
      review('guest', 'ship'),
    ];
    expect(chooseExcerpt(75, panel)).toEqual({
      seat: 'skeptic',
      verdict: 'skip',
      text: 'The skeptic speaks.',
    });
    const other = [
      review('builder', 'skip'),
      review('skeptic', 'skip'),
      review('futurist', 'ship'),
      review('guest', 'skip'),
    ];
    expect(chooseExcerpt(25, other).seat).toBe('futurist');
  });

  it('is the first seat’s if nobody is known to dissent', () => {
    const unknown = [review('builder', 'unknown'), review('skeptic', 'unknown')];
    expect(chooseExcerpt(75, unknown)).toMatchObject({ seat: 'builder', verdict: 'unknown' });
  });

  it('is cut at the end of a sentence', () => {
    const text =
      'It runs on a laptop. It is quick at version 2.5 of the model. And then it goes on and on.';
    expect(cutAtSentence(text, 70)).toBe(
      'It runs on a laptop. It is quick at version 2.5 of the model.',
    );
  });

  it('whose first sentence is too long is cut at a word, with an ellipsis', () => {
    const cut = cutAtSentence('word '.repeat(100).trim(), 60);
    expect(cut).toMatch(/^(word )+word…$/);
    expect(cut.length).toBeLessThanOrEqual(60);
  });

  it.each([
    'It is Cursor vs. Zed in every office',
    'It does many things, e.g. Markdown and LaTeX',
    'One model, i.e. Sonnet, answers',
    'It writes mails, posts, etc. Nobody asked',
    'It takes approx. 5 minutes',
    'It is sold in the U.S. Nobody else may buy it',
    'It was made by J. R. Hartley and others',
    'It is our No. 5 of the year',
    'It is slower than v2. Version 3 is out',
    'It is built on Node.js and on Deno',
    'Ask Dr. Miller or Prof. Ada of Acme Inc. They know',
    'It is (vs. Zed) a little slow',
    'It is Yahoo! and that is it',
    'Three points: 1. It is fast 2. It is cheap',
  ])('never ends at an abbreviation: “%s”', (text) => {
    const long = `${text} ${'and so it goes on '.repeat(20)}`;
    for (let max = 12; max < text.length + 20; max++) {
      const cut = cutAtSentence(long, max);
      expect(cut).toMatch(/[^\s]…$/);
      expect(long.startsWith(cut.slice(0, -1))).toBe(true);
    }
  });

  it('ends at a sentence after an abbreviation, a mark or a closing quotation mark', () => {
    const cut = (text: string) => cutAtSentence(`${text} ${'It goes on '.repeat(30)}`, 100);
    for (const text of [
      'It beats Zed vs. Helix by far.',
      'Is it quick? Yes!',
      'They say “ship it.”',
      'It was quick in 2026.',
      'A long one (in brackets.)',
      'U.S. readers like it.',
    ])
      expect(cut(text)).toBe(text);
  });

  it('is the quote’s own beginning, whole sentences or whole words and an ellipsis', () => {
    const word = fc.constantFrom(
      ...[
        'It',
        'ships',
        'vs.',
        'Zed.',
        'e.g.',
        'U.S.',
        'No.',
        '5',
        'v2.',
        'Node.js',
        'done!',
        'so?',
      ],
      ...[
        '“Ship',
        'it.”',
        '(yes.)',
        'na\u0308her',
        '👩🏽‍🚀.',
        'I',
        'J.',
        'etc.',
        'Then,',
        '—',
        '…',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 10, max: 220 }),
        (words, max) => {
          const text = words.join(' ');
          const cut = cutAtSentence(text, max);
          expect(cut.length).toBeLessThanOrEqual(
            Math.max(max, text.length <= max ? text.length : 0),
          );
          if (text.startsWith(cut)) {
            expect(cut === text || /[.!?…][”)]*$/.test(cut)).toBe(true);
            if (cut !== text) expect(cut).not.toMatch(/(?:vs|e\.g|U\.S|No|v2|J|etc)\.$/);
          } else {
            expect(cut.endsWith('…')).toBe(true);
            const kept = cut.slice(0, -1);
            expect(text.startsWith(kept)).toBe(true);
            expect(text.slice(kept.length)).toMatch(/^[\s,;:–—\-(“‘"]|^\S*$/u);
          }
        },
      ),
    );
  });

  it('is never longer than 220 characters and never splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 600 }), (text) => {
        const cut = cutAtSentence(text);
        expect(cut.length).toBeLessThanOrEqual(220);
        expect(cut.isWellFormed()).toBe(text.isWellFormed());
      }),
    );
  });
});
