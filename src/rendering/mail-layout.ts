import { TOKEN_CHARACTERS } from '../platform/signer';
import type { Frame, Render } from './render';
import { type Cut, cutAtCards, type OwnVoteMark, type Slot, type Slotted } from './segments';

/** Filled with a token, which always has the same length. */
export type TokenSlot = Exclude<Slot, 'pixel'>;
/** Filled with more or fewer bytes, reader by reader. */
export type LooseSlot = 'pixel' | 'email' | 'delivery';

/** JSON with room left for tokens, and where each begins. */
interface Part {
  bytes: Buffer;
  tokens: { slot: TokenSlot; at: number }[];
}

/** What a reader is told of their own vote on a tool. */
interface OwnVotePiece {
  place: number;
  ship: Buffer;
  skip: Buffer;
}

/** A mail's JSON is these in order. */
export type Piece = Part | LooseSlot | OwnVotePiece;

/** One mail's JSON, cut wherever cards may change places. */
export interface Layout {
  start: Piece[];
  htmlCards: Piece[][];
  middle: Piece[];
  textCards: Piece[][];
  end: Piece[];
}

type Json = (string | { slot: Slot | LooseSlot } | OwnVoteMark)[];

export function layOut(render: Render): Layout {
  const { frame } = render;
  const html = cutToJson(cutAtCards(render.html));
  const text = cutToJson(cutAtCards(render.text));
  const start: Json = [
    `{"from":${JSON.stringify(render.sender)},"to":[`,
    { slot: 'email' },
    `],${replyTo(frame)}"subject":${JSON.stringify(render.subject)},"html":"`,
    ...html.head,
  ];
  const end: Json = [
    ...text.foot,
    '","headers":{"List-Unsubscribe":"',
    ...toJson(cutAtCards(frame.unsubscribe).head),
    '","List-Unsubscribe-Post":"List-Unsubscribe=One-Click","List-ID":',
    `${JSON.stringify(frame.list_id)}${feedbackHeader(frame)}},"tags":[{"name":"issue","value":"${frame.issue_number}"},`,
    `{"name":"installation","value":"${frame.installation_id}"},{"name":"delivery","value":"`,
    { slot: 'delivery' },
    '"}]}',
  ];
  return {
    start: toPieces(start),
    htmlCards: html.cards.map(toPieces),
    middle: toPieces([...html.foot, '","text":"', ...text.head]),
    textCards: text.cards.map(toPieces),
    end: toPieces(end),
  };
}

/** resend.com/docs/api-reference/emails/send-email */
function replyTo({ reply_to }: Frame): string {
  return reply_to === undefined ? '' : `"reply_to":${JSON.stringify(reply_to)},`;
}

function feedbackHeader({ feedback_id }: Frame): string {
  return feedback_id === undefined ? '' : `,"Feedback-ID":${JSON.stringify(feedback_id)}`;
}

/** Neither these strings nor tokens need escaping. */
export const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

function toJson(slotted: Slotted): Slotted {
  return slotted.map((part) => {
    if (typeof part === 'string') return inJson(part);
    return 'place' in part ? { ...part, ship: inJson(part.ship), skip: inJson(part.skip) } : part;
  });
}

function cutToJson({ head, cards, foot }: Cut): Cut {
  return { head: toJson(head), cards: cards.map(toJson), foot: toJson(foot) };
}

const ROOM = ' '.repeat(TOKEN_CHARACTERS);

function toPieces(json: Json): Piece[] {
  const pieces: Piece[] = [];
  let fixed = '';
  let tokens: Part['tokens'] = [];
  const close = () => {
    if (fixed !== '') pieces.push({ bytes: Buffer.from(fixed), tokens });
    [fixed, tokens] = ['', []];
  };
  for (const part of json) {
    if (typeof part === 'string') {
      fixed += part;
    } else if ('place' in part) {
      close();
      const { place, ship, skip } = part;
      pieces.push({ place, ship: Buffer.from(ship), skip: Buffer.from(skip) });
    } else if (isLoose(part.slot)) {
      close();
      pieces.push(part.slot);
    } else {
      tokens.push({ slot: part.slot, at: Buffer.byteLength(fixed) });
      fixed += ROOM;
    }
  }
  close();
  return pieces;
}

function isLoose(slot: Slot | LooseSlot): slot is LooseSlot {
  return slot === 'pixel' || slot === 'email' || slot === 'delivery';
}
