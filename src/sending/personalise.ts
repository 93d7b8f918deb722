import { createHash } from 'node:crypto';
import type { SealedRow } from '../deliveries/compose';
import type { Signer } from '../platform/signer';
import { PATHS } from '../tracking/tokens';
import type { Render } from './render';
import type { Segments, Slot } from './segments';
import { uncountLinks } from './uncount-links';

type MailSlot = Slot | 'email' | 'delivery';
type Piece = Buffer | MailSlot;
type SlotValues = Record<MailSlot, Buffer> & { pieces: Piece[] };

/** A render made ready for many mails: the JSON of one mail as bytes, with its slots between. */
export interface CompiledRender {
  pieces: Piece[];
  /** The same with each counted link's destination in its place. */
  plainPieces: Piece[];
  baseUrl: string;
}

/** What a slot is written as inside JSON; the strings here need no escaping, nor do tokens. */
const inJson = (text: string) => JSON.stringify(text).slice(1, -1);

export function compileRender(render: Render): CompiledRender {
  const pieces = joinFixed(toJson(render));
  const plainPieces = joinFixed(toJson(uncountLinks(render)));
  return { pieces, plainPieces, baseUrl: render.frame.base_url };
}

function toJson(render: Render): (string | { slot: MailSlot })[] {
  const { frame } = render;
  return [
    `{"from":${JSON.stringify(render.sender)},"to":[`,
    { slot: 'email' },
    `],"subject":${JSON.stringify(render.subject)},"html":"`,
    ...escaped(render.html),
    '","text":"',
    ...escaped(render.text),
    '","headers":{"List-Unsubscribe":"',
    ...escaped(frame.unsubscribe),
    '","List-Unsubscribe-Post":"List-Unsubscribe=One-Click","List-ID":',
    `${JSON.stringify(frame.list_id)}},"tags":[{"name":"issue","value":"${frame.issue_number}"},`,
    `{"name":"installation","value":"${frame.installation_id}"},{"name":"delivery","value":"`,
    { slot: 'delivery' },
    '"}]}',
  ];
}

function escaped(segments: Segments): Segments {
  return segments.map((segment) => (typeof segment === 'string' ? inJson(segment) : segment));
}

function joinFixed(json: (string | { slot: MailSlot })[]): Piece[] {
  const pieces: Piece[] = [];
  let fixed = '';
  for (const part of json) {
    if (typeof part === 'string') {
      fixed += part;
    } else {
      pieces.push(Buffer.from(fixed), part.slot);
      fixed = '';
    }
  }
  return [...pieces, Buffer.from(fixed)].filter((piece) => piece.length > 0);
}

/**
 * The body of a batch: the JSON array of one mail a row, as bytes. Pure: the same render, rows and
 * keys give the same bytes today and tomorrow. Throws when a row's signing key is gone.
 */
export function personalise(compiled: CompiledRender, rows: SealedRow[], signer: Signer): Buffer {
  const mails = rows.map((row) => slotValues(compiled, row, signer));
  const body = Buffer.allocUnsafe(countBytes(mails));
  let at = 0;
  for (const values of mails) {
    at += body.write(at === 0 ? '[' : ',', at);
    for (const piece of values.pieces) {
      const bytes = typeof piece === 'string' ? values[piece] : piece;
      body.set(bytes, at);
      at += bytes.length;
    }
  }
  body.write(']', at);
  return body;
}

/** One allocation of the exact size: joining the parts of 100 mails afterwards costs as much again. */
function countBytes(mails: SlotValues[]): number {
  let bytes = mails.length + 1;
  for (const values of mails) {
    for (const piece of values.pieces) {
      bytes += typeof piece === 'string' ? values[piece].length : piece.length;
    }
  }
  return bytes;
}

function slotValues(compiled: CompiledRender, row: SealedRow, signer: Signer): SlotValues {
  const { pieces, plainPieces, baseUrl } = compiled;
  const sign = (purpose: keyof typeof PATHS) => signer.sign(purpose, row.id, row.signing_key);
  return {
    pieces: row.plain_links ? plainPieces : pieces,
    email: Buffer.from(JSON.stringify(row.email)),
    delivery: Buffer.from(String(row.id)),
    click: Buffer.from(sign('c'), 'latin1'),
    vote: Buffer.from(sign('v'), 'latin1'),
    unsubscribe: Buffer.from(sign('u'), 'latin1'),
    preferences: Buffer.from(sign('p'), 'latin1'),
    pixel: Buffer.from(row.pixel ? inJson(pixelMarkup(`${baseUrl}/${PATHS.o}/${sign('o')}`)) : ''),
  };
}

function pixelMarkup(url: string): string {
  return `<img src="${url}" width="1" height="1" alt="" style="display:block;border:0">`;
}

/** The body's SHA-256: what is sealed is what is handed, or it is not handed. 32 bytes. */
export function hashBody(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
