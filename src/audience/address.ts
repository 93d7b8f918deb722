import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { isMailDomain, isMailLocal, toAsciiHost } from '../platform/text/ascii';
import { findFault, nameCharacter } from '../platform/text/clean-text';
import { stripInvisible } from '../platform/text/invisible-characters';

/** `email` is as typed, without surrounding spaces; addresses are compared by `email_key`. */
export interface Address {
  email: string;
  email_key: string;
}

const MAX_CHARACTERS = 254;
const TOO_LONG = `the address is longer than ${MAX_CHARACTERS} characters`;
/** Line breaks and other controls, and what changes the direction of writing. */
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}]/u;

/**
 * Exactly one address: ASCII before the @, and a domain with an ASCII form, in which its length is
 * counted. Keeps dots and plus tags. A sentence if it isn't one.
 */
export function readAddress(text: string): Address | string {
  const unread = findUnread(text);
  if (unread) return `the address has ${unread}`;
  const email = stripInvisible(text).trim();
  if (email === '') return 'the address is empty';
  if (email.length > MAX_CHARACTERS) return TOO_LONG;
  const at = email.lastIndexOf('@');
  if (at < 1 || at === email.length - 1) return `“${email}” isn’t an email address`;
  const local = email.slice(0, at);
  const uncarried = /[^\x20-\x7e]/u.exec(local)?.[0];
  if (uncarried !== undefined) {
    const character = `“${uncarried}” (${nameCharacter(uncarried)})`;
    return `“${email}” has a character before the @ that email can’t carry: ${character}`;
  }
  if (!isMailLocal(local)) return `“${email}” isn’t an email address`;
  const domain = toAsciiHost(email.slice(at + 1)) ?? '';
  if (local.length + 1 + domain.length > MAX_CHARACTERS) return TOO_LONG;
  if (!isMailDomain(domain)) return `“${email}” has no valid domain`;
  return { email, email_key: `${local.toLowerCase()}@${domain}` };
}

function findUnread(text: string): string | null {
  const unseen = INVISIBLE.exec(text)?.[0];
  if (unseen === undefined) return findFault(text);
  return `an invisible character: ${nameCharacter(unseen)}`;
}

/** As typed, with the domain in ASCII. */
export function toMailable({ email, email_key }: Address): string {
  return email.slice(0, email.lastIndexOf('@')) + email_key.slice(email_key.lastIndexOf('@'));
}

/** An address stays suppressed under this after it is forgotten. 32 bytes. */
export function hashAddress(addressKey: Buffer, emailKey: string): Buffer {
  return hashWithKey(addressKey, emailKey);
}

const ready = new WeakMap<Buffer, KeyObject>();

/** HMAC-SHA256. A key object costs 2 µs a hash, the key's bytes 14. */
export function hashWithKey(addressKey: Buffer, text: string): Buffer {
  let key = ready.get(addressKey);
  if (!key) {
    key = createSecretKey(addressKey);
    ready.set(addressKey, key);
  }
  return createHmac('sha256', key).update(text).digest();
}
