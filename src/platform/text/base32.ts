const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ASCII = /^[\x21-\x7e]*$/;
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** Two characters at once, by their ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, ten) => ALPHABET[ten >> 5]! + ALPHABET[ten & 31]!);

/** RFC 4648 §6 in lower case, without padding. */
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
  const bytes = Buffer.alloc(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  // Checked before lower case, which turns the Kelvin sign into a k: a token has one spelling.
  if (!ASCII.test(text)) return null;
  for (const character of text.toLowerCase()) {
    const value = VALUES.get(character);
    if (value === undefined) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : null;
}
