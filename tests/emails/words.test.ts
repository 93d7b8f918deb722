import { describe, expect, it } from 'vitest';
import { seatsInWords, speakerInWords } from '../../emails/panel-words';
import type { CardSide, Seat, Verdict } from '../../emails/props';
import {
  categoryInWords,
  communityInWords,
  comparisonInWords,
  reasonInWords,
} from '../../emails/words';
import { sampleCards } from './sample-props';

const SEATS: Seat[] = ['builder', 'skeptic', 'futurist', 'guest'];

function panel(panel_ship: number, ...verdicts: Verdict[]): Pick<CardSide, 'seats' | 'panel_ship'> {
  return { panel_ship, seats: SEATS.map((seat, at) => ({ seat, verdict: verdicts[at]! })) };
}

function unnamed(panel_ship: number) {
  return panel(panel_ship, 'unknown', 'unknown', 'unknown', 'unknown');
}

describe('the seats in words', () => {
  it('counts both sides and names the one seat that dissents', () => {
    expect(seatsInWords(panel(75, 'ship', 'skip', 'ship', 'ship'))).toBe(
      '3 ship, 1 skip: Skeptic says skip',
    );
    expect(seatsInWords(panel(25, 'skip', 'skip', 'ship', 'skip'))).toBe(
      '1 ship, 3 skip: Futurist says ship',
    );
  });

  it('names both who say skip on an even split', () => {
    expect(seatsInWords(panel(50, 'ship', 'skip', 'ship', 'skip'))).toBe(
      '2 ship, 2 skip: Skeptic and Guest say skip',
    );
  });

  it('says all four when the panel agrees', () => {
    expect(seatsInWords(panel(100, 'ship', 'ship', 'ship', 'ship'))).toBe('All 4 ship');
    expect(seatsInWords(panel(0, 'skip', 'skip', 'skip', 'skip'))).toBe('All 4 skip');
  });

  it('says how many dissent, and that nobody is named, while only the percentage is known', () => {
    expect(seatsInWords(unnamed(75))).toBe('3 ship, 1 skip; all anonymous');
    expect(seatsInWords(unnamed(50))).toBe('2 ship, 2 skip; all anonymous');
    expect(seatsInWords(unnamed(25))).toBe('1 ship, 3 skip; all anonymous');
  });

  it('guesses nothing from a percentage that is not a whole number of seats', () => {
    for (const percent of [1, 60, 74, 99]) {
      expect(seatsInWords(unnamed(percent))).toBe('All 4 anonymous');
    }
  });

  it('names what an editor has set and counts what is still open', () => {
    expect(seatsInWords(panel(75, 'unknown', 'skip', 'unknown', 'unknown'))).toBe(
      'Skeptic says skip; 3 of 4 anonymous',
    );
    expect(seatsInWords(panel(75, 'ship', 'skip', 'ship', 'unknown'))).toBe(
      'Builder and Futurist say ship, Skeptic says skip; 1 of 4 anonymous',
    );
  });
});

describe('the community in words', () => {
  it('gives the percentage with the number of votes that it rests on', () => {
    expect(communityInWords({ ship: 34, skip: 19, percent: 64 })).toBe('64% of 53 votes');
  });

  it('gives only the count below the floor', () => {
    expect(communityInWords({ ship: 5, skip: 2, percent: null })).toBe('7 votes');
    expect(communityInWords({ ship: 1, skip: 0, percent: null })).toBe('1 vote');
  });

  it('gives a dash while nobody has voted', () => {
    expect(communityInWords({ ship: 0, skip: 0, percent: null })).toBe('—');
  });
});

describe('the other wordings', () => {
  const [same, differing] = sampleCards();

  it('says one category once and two with a dot between', () => {
    expect(categoryInWords(same!)).toBe('Developer Tools');
    expect(categoryInWords(differing!)).toBe('Developer Tools · Data & Research');
  });

  it('names a comparison by its two tools', () => {
    expect(comparisonInWords(differing!)).toBe('Paperboy Agent vs Loomwright');
  });

  it('gives a quote to its seat, with a verdict only where it is known', () => {
    const text = 'A sentence.';
    expect(speakerInWords({ seat: 'skeptic', verdict: 'skip', text })).toBe('Skeptic says skip');
    expect(speakerInWords({ seat: 'guest', verdict: 'unknown', text })).toBe('Guest');
  });

  it('tells a reader why the email came, and nobody in the archive that they subscribed', () => {
    expect(reasonInWords('The Weekly', 3, true)).toContain(
      'You’re receiving this because you subscribed',
    );
    expect(reasonInWords('The Weekly', 3, false)).not.toContain('you subscribed');
  });
});
