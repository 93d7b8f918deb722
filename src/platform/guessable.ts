const PLACEHOLDER =
  /(?:^|[^a-z0-9])(?:your|example|sample|changeme|change|placeholder|dummy)(?:$|[^a-z0-9])/i;
const MIN_DIFFERENT_CHARACTERS = 5;
/** From the documentation of Resend, Svix and Standard Webhooks. */
const KNOWN = new Set([
  ...['12345678', '123456789', 'abcdefgh'],
  ...['plj3nmycdgbkinavdok15jsl', 'mfkq9r8gkyqrtwjupd8ilpzio2lalasw'],
  'c2fvsbqihrscchlqimv+b5ssyspob7od',
]);

/** True for patterns, sequences and plain text, and for under one random key in 10^8. */
export function isGuessable(bytes: Uint8Array): boolean {
  const steps = bytes.slice(1).map((byte, at) => byte - bytes[at]!);
  return (
    new Set(bytes).size < bytes.length / 2 ||
    new Set(steps).size < bytes.length / 4 ||
    repeats(bytes) ||
    bytes.every((byte) => byte >= 0x20 && byte < 0x7f)
  );
}

function repeats(bytes: Uint8Array): boolean {
  const half = Math.floor(bytes.length / 2);
  for (let period = 1; period <= half; period += 1) {
    if (bytes.subarray(period).every((byte, at) => byte === bytes[at])) return true;
  }
  return false;
}

export function isPlaceholder(text: string): boolean {
  const characters = new Set(text.toLowerCase().replace(/[^a-z0-9]/g, ''));
  return (
    characters.size < MIN_DIFFERENT_CHARACTERS ||
    PLACEHOLDER.test(text) ||
    KNOWN.has(text.toLowerCase())
  );
}
