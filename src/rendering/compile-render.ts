import { type Layout, layOut, type Piece } from './mail-layout';
import type { Render } from './render';
import type { Segments } from './segments';
import { untrackLinks } from './untrack-links';

export interface CompiledRender {
  baseUrl: string;
  /** By card; empty if the cards' order is fixed. */
  cardCategories: string[][];
  /** For readers with votes in the result that the issue brings back, and for those without. */
  voters: Layouts;
  others: Layouts;
  /** Filled as needed, at most 128 for five cards: lists of pieces, not copies of bytes. */
  variants: Map<number, Piece[]>;
}

interface Layouts {
  tracked: Layout;
  /** With each counted link's destination in its place. */
  plain: Layout;
}

/** Which variant of an issue a reader gets. */
export interface Variant {
  plain_links: boolean;
  /** Bit n is set if card n, from 0, comes after the others. */
  cards_last: number;
  own_votes: string | null;
}

export function compileRender(render: Render): CompiledRender {
  const { base_url: baseUrl, card_categories: cardCategories = [] } = render.frame;
  const voters = layOutBoth(render);
  const others = layOutBoth(withoutOwnVotes(render));
  return { baseUrl, cardCategories, voters, others, variants: new Map() };
}

function layOutBoth(render: Render): Layouts {
  return { tracked: layOut(render), plain: layOut(untrackLinks(render)) };
}

function withoutOwnVotes(render: Render): Render {
  const drop = (segments: Segments) =>
    segments.filter((part) => typeof part === 'string' || !('place' in part));
  return { ...render, html: drop(render.html), text: drop(render.text) };
}

/** Put together on first use. */
export function piecesFor(compiled: CompiledRender, variant: Variant): Piece[] {
  const { plain_links, cards_last, own_votes } = variant;
  const key = cards_last * 4 + Number(plain_links) * 2 + Number(own_votes !== null);
  const known = compiled.variants.get(key);
  if (known) return known;
  const layouts = own_votes === null ? compiled.others : compiled.voters;
  const pieces = putInOrder(plain_links ? layouts.plain : layouts.tracked, cards_last);
  compiled.variants.set(key, pieces);
  return pieces;
}

function putInOrder(layout: Layout, cardsLast: number): Piece[] {
  const { start, htmlCards, middle, textCards, end } = layout;
  const inOrder = (cards: Piece[][]) => orderCards(cards, cardsLast).flat();
  return [...start, ...inOrder(htmlCards), ...middle, ...inOrder(textCards), ...end];
}

function orderCards<T>(cards: T[], cardsLast: number): T[] {
  const isLast = (at: number) => (cardsLast & (1 << at)) !== 0;
  return [...cards.filter((_, at) => !isLast(at)), ...cards.filter((_, at) => isLast(at))];
}
