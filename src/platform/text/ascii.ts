import { cleanLine, findFault } from './clean-text';

const MAX_CHARACTERS = 254;
const MAX_LOCAL_CHARACTERS = 64;
const MAX_SENDER_CHARACTERS = 320;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const MAIL_DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
/** RFC 5322 §3.2.3: a name may hold these only in quotes; they could begin another address. */
const NEEDS_QUOTES = /[,;:@()[\]\\]/;
/** Includes the joiners of Persian and Indian names. */
const HOST = /^(?:\u200c|\u200d|[\p{L}\p{M}\p{N}.-])+$/u;
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** WHATWG URL's "domain to ASCII" (UTS 46): the only way a host leaves the process. */
export function toAsciiHost(host: string): string | null {
  if (host.length > MAX_CHARACTERS || !HOST.test(host)) return null;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** For a mail, a header or a redirect; what isn't a URL comes back unchanged. */
export function toAsciiUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { href, protocol, pathname, search, hash } = new URL(url);
  if (protocol !== 'mailto:') return href;
  return `mailto:${pathname.split(',').map(toAsciiMailbox).join(',')}${search}${hash}`;
}

function toAsciiMailbox(escaped: string): string {
  const at = escaped.lastIndexOf('@');
  const host = toAsciiHost(withoutEscapes(escaped.slice(at + 1)));
  return at < 0 || host === null ? escaped : `${escaped.slice(0, at)}@${host}`;
}

function withoutEscapes(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Null if the part before the @ isn't ASCII: no rule converts it, and Resend refuses it. */
export function toAsciiAddress(address: string): string | null {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  if (!isMailLocal(local)) return null;
  const domain = toAsciiHost(address.slice(at + 1));
  if (domain === null || !isMailDomain(domain) || local.length + 1 + domain.length > MAX_CHARACTERS)
    return null;
  return `${local}@${domain}`;
}

export function isMailLocal(local: string): boolean {
  return local.length <= MAX_LOCAL_CHARACTERS && LOCAL.test(local);
}

export function isMailDomain(domain: string): boolean {
  return MAIL_DOMAIN.test(domain);
}

/** The name keeps its letters: Resend encodes the header. Null if this isn't a sender. */
export function toAsciiSender(text: string): string | null {
  const sender = text.trim();
  if (sender.length > MAX_SENDER_CHARACTERS || INVISIBLE.test(sender) || findFault(sender))
    return null;
  if (!sender.endsWith('>')) return toAsciiAddress(sender);
  const opens = sender.indexOf('<');
  if (opens < 0) return null;
  const address = toAsciiAddress(sender.slice(opens + 1, -1));
  const name = unquote(sender.slice(0, opens).trim());
  if (address === null || name === null) return null;
  if (name === '') return address;
  return `${NEEDS_QUOTES.test(name) ? `"${name.replaceAll('\\', '\\\\')}"` : name} <${address}>`;
}

function unquote(name: string): string | null {
  const isQuoted = name.length >= 2 && name.startsWith('"') && name.endsWith('"');
  const read = cleanLine(isQuoted ? name.slice(1, -1).replaceAll('\\\\', '\\') : name);
  return 'fault' in read || /["<>]/.test(read.text) ? null : read.text;
}
