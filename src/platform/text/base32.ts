import { base32nopad } from '@scure/base';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** Checked before lower case, which turns the Kelvin sign into a k: a token has one spelling. */
const BASE32 = /^[A-Za-z2-7]*$/;

/** Two characters at once, by their ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, ten) => ALPHABET[ten >> 5]! + ALPHABET[ten & 31]!);

/** RFC 4648 §6 in lower case, without padding. The library takes twice as long (docs/decisions/040). */
export function writeBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0x1ffff;
    bits += 8;
    if (bits >= 10) {
      bits -= 10;
      text += PAIRS[(held >> bits) & 1023];
    }
  }
  if (bits > 5) return text + PAIRS[(held << (10 - bits)) & 1023];
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/** In any case; null if a character is foreign or a spare bit isn't zero. */
export function readBase32(text: string): Buffer | null {
  if (!BASE32.test(text)) return null;
  try {
    return Buffer.from(base32nopad.decode(text.toUpperCase()));
  } catch {
    return null;
  }
}
