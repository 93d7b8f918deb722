import type { CardSide, Choice, Seat, Verdict } from '../../emails/props';

const MAX_CHARACTERS = 220;

interface Review {
  seat: Seat;
  verdict: Verdict;
  quote: string;
}

/**
 * The quote a card shows: a dissenting seat's where one is known (one that goes against the panel's
 * majority), else the first seat's.
 */
export function chooseExcerpt(panelShip: number, reviews: Review[]): CardSide['excerpt'] {
  const against: Choice = panelShip >= 50 ? 'skip' : 'ship';
  const chosen = reviews.find((review) => review.verdict === against) ?? reviews[0]!;
  return { seat: chosen.seat, verdict: chosen.verdict, text: cutAtSentence(chosen.quote) };
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As many whole sentences as fit; where not even one does, as many words, with an ellipsis. */
export function cutAtSentence(text: string, max = MAX_CHARACTERS): string {
  if (text.length <= max) return text;
  let cut = '';
  for (const { segment } of sentences.segment(text)) {
    if ((cut + segment).trimEnd().length > max) break;
    cut += segment;
  }
  return cut.trim() === '' ? cutAtWord(text, max) : cut.trimEnd();
}

function cutAtWord(text: string, max: number): string {
  let cut = '';
  for (const { segment } of characters.segment(text)) {
    if (cut.length + segment.length > max - 1) break;
    cut += segment;
  }
  const space = cut.lastIndexOf(' ');
  return `${(space > max / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
