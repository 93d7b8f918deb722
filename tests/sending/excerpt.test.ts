import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseExcerpt, cutAtSentence } from '../../src/sending/excerpt';

const review = (
  seat: 'builder' | 'skeptic' | 'futurist' | 'guest',
  verdict: 'ship' | 'skip' | 'unknown',
) => ({
  seat,
  verdict,
  quote: `The ${seat} speaks.`,
});

describe('an excerpt', () => {
  it('is a dissenting seat’s where one is known', () => {
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

  it('is the first seat’s where nobody is known to dissent', () => {
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
