/** Word by word, so that a long one is read once and not from each of its letters. */
const WORD = /[^\s<>"'`(),;:]+/g;

/** Text that may name a reader, such as a provider's words, for a history or an alert that must not. */
export function withoutAddresses(text: string): string {
  return text.replace(WORD, (word) => (word.includes('@') ? 'an address' : word));
}
