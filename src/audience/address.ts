import { createHmac } from 'node:crypto';

/** `email` as typed (trimmed); `email_key` is what addresses are compared by. */
export interface Address {
  email: string;
  email_key: string;
}

const MAX_CHARACTERS = 254;
const MAX_LOCAL_CHARACTERS = 64;
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

/**
 * Reads exactly one address: ASCII before the @, any domain that has an ASCII form.
 * Dots and plus tags are kept. Returns a sentence where it is none.
 */
export function readAddress(text: string): Address | string {
  const email = text.trim();
  if (email === '') return 'the address is empty';
  if (email.length > MAX_CHARACTERS) return `the address is over ${MAX_CHARACTERS} characters`;
  const at = email.lastIndexOf('@');
  if (at < 1 || at === email.length - 1) return `"${email}" is not an email address`;
  const local = email.slice(0, at).toLowerCase();
  if (/[^\x20-\x7e]/.test(local))
    return `"${email}" has letters before the @ that mail cannot carry`;
  if (local.length > MAX_LOCAL_CHARACTERS || !LOCAL.test(local)) {
    return `"${email}" is not an email address`;
  }
  const domain = readDomain(email.slice(at + 1));
  if (!domain) return `"${email}" has no usable domain`;
  return { email, email_key: `${local}@${domain}` };
}

/** The address as a mail can carry it: as typed, with the domain in ASCII. */
export function toMailable({ email, email_key }: Address): string {
  return email.slice(0, email.lastIndexOf('@')) + email_key.slice(email_key.lastIndexOf('@'));
}

function readDomain(text: string): string | null {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(text)) return null;
  const url = `http://${text}`;
  const ascii = URL.canParse(url) ? new URL(url).hostname : '';
  return DOMAIN.test(ascii) ? ascii : null;
}

/** The keyed hash under which an address stays suppressed after it is forgotten. 32 bytes. */
export function hashAddress(addressKey: Buffer, emailKey: string): Buffer {
  return createHmac('sha256', addressKey).update(emailKey).digest();
}
