import type { CardSide, Choice, Seat, Verdict } from '../../emails/props';
import { trimEnd } from '../platform/text/trim-end';
import { findSentenceEnds } from './sentence-ends';

const MAX_CHARACTERS = 220;

interface Review {
  seat: Seat;
  verdict: Verdict;
  quote: string;
}

/** A seat against the panel's majority if one is known, else the first seat. */
export function chooseExcerpt(panelShip: number, reviews: Review[]): CardSide['excerpt'] {
  const against: Choice = panelShip >= 50 ? 'skip' : 'ship';
  const chosen = reviews.find((review) => review.verdict === against) ?? reviews[0]!;
  return { seat: chosen.seat, verdict: chosen.verdict, text: cutAtSentence(chosen.quote) };
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Whole sentences; words with an ellipsis if not even one sentence fits. */
export function cutAtSentence(text: string, max = MAX_CHARACTERS): string {
  if (text.length <= max) return text;
  const end = findSentenceEnds(text, max).at(-1);
  return end === undefined ? cutAtWord(text, max) : text.slice(0, end);
}

function cutAtWord(text: string, max: number): string {
  let end = 0;
  for (const { segment } of characters.segment(text)) {
    if (end + segment.length > max - 1) break;
    end += segment.length;
  }
  const cut = text.slice(0, end);
  const space = text[end] === ' ' ? end : cut.lastIndexOf(' ');
  const words = trimEnd(cut.slice(0, Math.max(space, 0)), ' ,;:–—-(“‘"');
  return `${words || cut.trimEnd()}…`;
}
