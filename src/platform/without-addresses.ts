const MARK = String.raw`\s<>"'\`(),;:`;
/** From a mark on, so that a long word is read once and not from each of its letters. */
const WORD_WITH_AT = new RegExp(`(?<![^${MARK}])[^${MARK}]*@[^${MARK}]*`, 'g');

/** Text that may name a reader, such as a provider's words, for a history or an alarm that must not. */
export function withoutAddresses(text: string): string {
  return text.replace(WORD_WITH_AT, 'an address');
}
