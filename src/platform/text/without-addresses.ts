/** Whole words, so that a long one is read once and not from each of its letters. */
const WORD = /[^\s<>"'`(),;:]+/g;

/** For text such as a provider's words, which must not name a reader in a history or an alert. */
export function withoutAddresses(text: string): string {
  return text.replace(WORD, (word) => (word.includes('@') ? 'an address' : word));
}
