import type { OwnVoteMarks } from '../../emails/props';

/** What differs by reader. */
export type Slot = 'click' | 'vote' | 'unsubscribe' | 'preferences' | 'pixel';
const SLOTS: Slot[] = ['click', 'vote', 'unsubscribe', 'preferences', 'pixel'];

/** Where a card begins, or the last one ends: the parts between may change places. */
export interface Boundary {
  boundary: 'card';
}

/** A reader's own vote on a tool; nothing if there is none. */
export interface OwnVoteMark {
  place: number;
  ship: string;
  skip: string;
}

export type Slotted = (string | { slot: Slot } | OwnVoteMark)[];

export type Segments = (Slotted[number] | Boundary)[];

/**
 * `nonce` is new for each render and has only letters and digits, so that neither escaping nor
 * imported text can touch or fake a mark.
 */
export class SlotMarks {
  readonly #nonce: string;

  constructor(nonce: string) {
    this.#nonce = nonce.replace(/[^a-z0-9]/gi, '');
  }

  mark(name: Slot | Boundary['boundary']): string {
    return `${this.#nonce}${name}${this.#nonce}`;
  }

  /** Around both versions of a reader's vote. */
  ownVote(place: number): OwnVoteMarks {
    const mark = (name: string) => `${this.#nonce}${name}${place}${this.#nonce}`;
    return { ship: mark('ship'), skip: mark('skip'), end: mark('end') };
  }

  cut(rendered: string): Segments {
    const n = this.#nonce;
    const ownVote = `${n}ship(?<place>\\d+)${n}(.*?)${n}skip\\k<place>${n}(.*?)${n}end\\k<place>${n}`;
    const marks = new RegExp(`${n}(card|${SLOTS.join('|')})${n}|${ownVote}`, 'gs');
    const segments: Segments = [];
    let from = 0;
    for (const found of rendered.matchAll(marks)) {
      segments.push(rendered.slice(from, found.index), toMarked(found));
      from = found.index + found[0].length;
    }
    return [...segments, rendered.slice(from)].filter((part) => part !== '');
  }
}

function toMarked([, name, place, ship, skip]: RegExpExecArray): Segments[number] {
  if (name === undefined) return { place: Number(place), ship: ship!, skip: skip! };
  return name === 'card' ? { boundary: name } : { slot: name as Slot };
}

/** A render's cards, and what stands before and after them. */
export interface Cut {
  head: Slotted;
  cards: Slotted[];
  foot: Slotted;
}

/** A render stored before boundaries is all head, and keeps its order. */
export function cutAtCards(segments: Segments): Cut {
  const parts: Slotted[] = [[]];
  for (const segment of segments) {
    if (typeof segment === 'object' && 'boundary' in segment) parts.push([]);
    else parts.at(-1)!.push(segment);
  }
  const [head, ...cards] = parts;
  const foot = cards.pop() ?? [];
  return { head: head!, cards, foot };
}
