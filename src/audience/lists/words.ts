import { dropStrayControls } from '../../platform/text/direction';
import { stripInvisible } from '../../platform/text/invisible-characters';

/** What a row may say of a person who must not be mailed. */
export type DoNotMailState = 'unsubscribed' | 'bounced' | 'suppressed' | 'complained';

export type ListedState = 'confirmed' | 'pending' | DoNotMailState;

const WORDS: Record<ListedState, string[]> = {
  confirmed: [
    ...['confirmed', 'subscribed', 'active', 'enabled', 'opted in', 'optin', 'opt in'],
    ...['regular', 'premium', 'gifted', 'trialed'],
  ],
  pending: [
    ...['pending', 'unconfirmed', 'unactivated', 'validating', 'not confirmed', 'unverified'],
    ...['non subscribed', 'nonsubscribed', 'not subscribed', 'never subscribed', 'transactional'],
  ],
  unsubscribed: [
    ...['unsubscribed', 'unsub', 'unsubscribe', 'opted out', 'optout', 'opt out', 'left'],
    ...['inactive', 'disabled', 'archived', 'cancelled', 'canceled', 'deleted', 'removed'],
    ...['former', 'expired'],
  ],
  bounced: [
    ...['bounced', 'bounce', 'hard bounced', 'hard bounce', 'hardbounced', 'cleaned'],
    ...['undeliverable', 'undelivered', 'invalid', 'malformed', 'dropped', 'dead'],
  ],
  suppressed: [
    ...['suppressed', 'blocked', 'blocklisted', 'blacklisted', 'banned', 'excluded'],
    ...['do not contact', 'do not mail', 'do not email', 'dnc'],
  ],
  complained: [
    ...['complained', 'complaint', 'spam', 'spam complaint', 'marked as spam', 'marked spam'],
    ...['spammed', 'reported spam', 'reported as spam', 'spam report', 'abuse', 'abuse complaint'],
  ],
};

const LISTED_STATES = new Map(
  Object.entries(WORDS).flatMap(([said, words]) =>
    words.map((word) => [word, said as ListedState]),
  ),
);

const ASCII = /^[\x20-\x7e]*$/;
const LEFT_AMONG_WORDS =
  /(?<![a-z])(?:un ?subscri|unsub(?![a-z])|opt(?:ed)? ?out|bounced?(?![a-z])|complain|suppress|bl[ao]ck ?listed|do ?not (?:e ?)?(?:mail|contact)|dnc(?![a-z]))/;
const YES = new Set(['yes', 'y', 'true', 't', '1']);
const NO = new Set(['no', 'n', 'false', 'f', '0']);

/** As compared: lower case, single spaces, no invisible characters. */
export function plain(text: string): string {
  return withoutInvisible(text)
    .trim()
    .toLowerCase()
    .replace(/[\s_.-]+/g, ' ')
    .trim();
}

/** Text copied from pages often carries invisible characters, and no sentence could show them. */
export function withoutInvisible(text: string): string {
  return ASCII.test(text) ? text : stripInvisible(dropStrayControls(text));
}

/** Whether a tag says, perhaps among other words, not to mail a person. */
export function saysDoNotMail(tag: string): boolean {
  const state = readState(tag);
  return (state !== undefined && state !== 'confirmed') || LEFT_AMONG_WORDS.test(plain(tag));
}

/** Undefined for an unknown word. */
export function readState(word: string): ListedState | undefined {
  return LISTED_STATES.get(plain(word));
}

/** Undefined for what is neither yes nor no. */
export function readYesNo(word: string): boolean | undefined {
  const compared = plain(word);
  if (YES.has(compared)) return true;
  return NO.has(compared) ? false : undefined;
}
