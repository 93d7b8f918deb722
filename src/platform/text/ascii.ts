import { cleanLine, findFault } from './clean-text';

const MAX_CHARACTERS = 254;
const MAX_LOCAL_CHARACTERS = 64;
const MAX_SENDER_CHARACTERS = 320;
const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const MAIL_DOMAIN =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;
/** RFC 5322 §3.2.3: what a name may hold only in quotes, since it could begin another address. */
const NEEDS_QUOTES = /[,;:@()[\]\\]/;
/** Letters, with the joiners that a Persian or an Indian name is written with. */
const HOST = /^(?:\u200c|\u200d|[\p{L}\p{M}\p{N}.-])+$/u;
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/**
 * The one way in which a host becomes ASCII before it leaves the process: WHATWG URL's "domain to
 * ASCII" (UTS 46), in lower case. Null where it has no such form.
 */
export function toAsciiHost(host: string): string | null {
  if (host.length > MAX_CHARACTERS || !HOST.test(host)) return null;
  const url = `http://${host}`;
  return URL.canParse(url) ? new URL(url).hostname : null;
}

/** A URL as it may stand in a mail, a header or a redirect; what is no URL comes back as it is. */
export function toAsciiUrl(url: string): string {
  if (!URL.canParse(url)) return url;
  const { href, protocol, pathname, search, hash } = new URL(url);
  if (protocol !== 'mailto:') return href;
  return `mailto:${pathname.split(',').map(toAsciiMailbox).join(',')}${search}${hash}`;
}

/** An address of a `mailto:`, which a URL leaves as it is but for its escapes. */
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

/**
 * An address as a mail can carry it, its domain in ASCII. Null where it is none, or where letters
 * before the @ are not ASCII: no rule turns those into ASCII, and Resend refuses them.
 */
export function toAsciiAddress(address: string): string | null {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  if (!isMailLocal(local)) return null;
  const domain = toAsciiHost(address.slice(at + 1));
  if (domain === null || !isMailDomain(domain) || local.length + 1 + domain.length > MAX_CHARACTERS)
    return null;
  return `${local}@${domain}`;
}

/** Whether this may stand before the @: ASCII, without quotes. */
export function isMailLocal(local: string): boolean {
  return local.length <= MAX_LOCAL_CHARACTERS && LOCAL.test(local);
}

/** Whether mail can go to this domain, which is in ASCII. */
export function isMailDomain(domain: string): boolean {
  return MAIL_DOMAIN.test(domain);
}

/**
 * A sender, `address` or `Name <address>`, as Resend takes it: the address in ASCII; the name in its own
 * letters, since JSON carries them and Resend encodes the header, and in quotes where it needs them.
 * Null where it is none.
 */
export function toAsciiSender(text: string): string | null {
  const sender = text.trim();
  if (sender.length > MAX_SENDER_CHARACTERS || UNSEEN.test(sender) || findFault(sender))
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

/** A name without the quotes around it, as text is kept; null where quotes or brackets stand inside. */
function unquote(name: string): string | null {
  const isQuoted = name.length >= 2 && name.startsWith('"') && name.endsWith('"');
  const read = cleanLine(isQuoted ? name.slice(1, -1).replaceAll('\\\\', '\\') : name);
  return 'fault' in read || /["<>]/.test(read.text) ? null : read.text;
}
