import { createHash } from 'node:crypto';
import type { SealedRow } from '../deliveries/batches/compose';
import type { Signer } from '../platform/signer';
import { PATHS } from '../tracking/tokens';
import { type CompiledRender, piecesFor } from './compile-render';
import { inJson, type LooseSlot, type Piece, type TokenSlot } from './mail-layout';

const NOTHING = Buffer.alloc(0);

type SlotValues = Record<TokenSlot | LooseSlot, Buffer>;

interface Mail {
  pieces: Piece[];
  values: SlotValues;
  ownVotes: string | null;
}

/**
 * The JSON array of one mail per row, as bytes. Pure: the same render, rows and keys always give
 * the same bytes. Throws if a row's signing key is gone. `take` supplies the memory.
 */
export function personalise(
  compiled: CompiledRender,
  rows: SealedRow[],
  signer: Signer,
  take: (bytes: number) => Buffer = Buffer.allocUnsafe,
): Buffer {
  const mails = rows.map((row) => ({
    pieces: piecesFor(compiled, row),
    values: slotValues(compiled, row, signer),
    ownVotes: row.own_votes,
  }));
  const body = take(countBytes(mails));
  let at = 0;
  for (const mail of mails) {
    at += body.write(at === 0 ? '[' : ',', at);
    at = writeMail(body, mail, at);
  }
  body.write(']', at);
  return body;
}

/** One allocation of the exact size: joining the parts of 100 mails would double the cost. */
function countBytes(mails: Mail[]): number {
  let bytes = mails.length + 1;
  for (const mail of mails) {
    for (const piece of mail.pieces) bytes += bytesOf(piece, mail).length;
  }
  return bytes;
}

function bytesOf(piece: Piece, { values, ownVotes }: Mail): Buffer {
  if (typeof piece === 'string') return values[piece];
  if ('bytes' in piece) return piece.bytes;
  const sign = ownVotes?.[piece.place];
  return sign === '+' ? piece.ship : sign === '-' ? piece.skip : NOTHING;
}

/** Copies each part whole, then the tokens over the room left for them. */
function writeMail(body: Buffer, mail: Mail, start: number): number {
  let at = start;
  for (const piece of mail.pieces) {
    const bytes = bytesOf(piece, mail);
    body.set(bytes, at);
    if (typeof piece === 'object' && 'tokens' in piece) {
      for (const token of piece.tokens) body.set(mail.values[token.slot], at + token.at);
    }
    at += bytes.length;
  }
  return at;
}

function slotValues({ baseUrl }: CompiledRender, row: SealedRow, signer: Signer): SlotValues {
  const sign = (purpose: keyof typeof PATHS) => signer.sign(purpose, row.id, row.signing_key);
  return {
    email: Buffer.from(JSON.stringify(row.email)),
    delivery: Buffer.from(String(row.id)),
    click: Buffer.from(sign('c'), 'latin1'),
    vote: Buffer.from(sign('v'), 'latin1'),
    unsubscribe: Buffer.from(sign('u'), 'latin1'),
    preferences: Buffer.from(sign('p'), 'latin1'),
    pixel: Buffer.from(row.pixel ? inJson(pixelMarkupFor(baseUrl, sign('o'))) : ''),
  };
}

/** For readers whose opens are counted. */
export function pixelMarkupFor(baseUrl: string, token: string): string {
  return `<img src="${baseUrl}/${PATHS.o}/${token}" width="1" height="1" alt="" style="display:block;border:0">`;
}

/** Only the bytes that were sealed are submitted. SHA-256, 32 bytes. */
export function hashBody(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest();
}
