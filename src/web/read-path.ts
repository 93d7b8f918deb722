const MAX_CHARACTERS = 2_000;
/** A fast path for nearly every URL: parsing it would cost more than all the rest. */
const PLAIN = /^https?:\/\/[^/\\?#\s]+(\/|(?:\/[a-z0-9]+(?:-+[a-z0-9]+)*)+(?:\.[a-z]+)?)(?:[?#]|$)/;
const TOKEN = /^[A-Za-z2-7]{42}(?![A-Za-z0-9-]|\.[a-z0-9])/;
const NAME = /^[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*(?:\.(?:css|js|json|svg|txt|xml)(?!-*[A-Za-z0-9]))?/i;
/** The extension of another file, such as `login.php`, not the end of a sentence. */
const OTHER_FILE = /^\.[a-z0-9]/;
/** Zero-width and bidi characters, soft hyphens: nobody sees them, so they separate nothing. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
/** After a slash only these count as additions; anything else was meant as a name. */
const CLOSING =
  /^(?!\.+$)[\s\p{Pe}\p{Pf}"'<>*_.,:;!&|`~=%\u2013\u2014\u2026\u3001\u3002\uff01\uff0c]*$/u;
const CONTROL = /[^\P{Cc}\t\n\r]/u;
const SOFT_BREAK = /=[ \t]*\r?\n/g;
const ENTITY = /&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});/gi;

/**
 * The path as it was meant, without what mail and chat programs add to links: punctuation, white
 * space, markup, quoted-printable's `=`, extra slashes, percent-encoding. Our names are ASCII
 * letters, digits and hyphens, so anything else ends a segment. A path that isn't ours comes back
 * unchanged.
 */
export function readPath({ url }: Pick<Request, 'url'>): string {
  const plain = PLAIN.exec(url)?.[1];
  if (plain !== undefined) return plain;
  const { pathname } = new URL(url);
  if (pathname.length > MAX_CHARACTERS) return pathname;
  const decoded = decode(pathname);
  if (CONTROL.test(decoded)) return pathname;
  const text = decoded.replace(INVISIBLE, '').replace(SOFT_BREAK, '').replace(ENTITY, '>');
  const segments = text
    .split(/(?<=[^/])[<>"]/, 1)[0]!
    .split('/')
    .map(readSegment);
  if (segments.includes(null)) return pathname;
  return `/${segments.filter(Boolean).join('/').toLowerCase()}`;
}

/** Empty if it holds only additions, null if it isn't ours. */
function readSegment(segment: string): string | null {
  const token = TOKEN.exec(segment.replace(/[=\s]/g, ''))?.[0];
  if (token !== undefined) return token;
  const name = NAME.exec(segment)?.[0] ?? '';
  if (name === '' && !CLOSING.test(segment)) return null;
  return OTHER_FILE.test(segment.slice(name.length)) ? null : name;
}

/** If an escape is broken, only ASCII is decoded: anything else ends a segment anyway. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path.replace(/%[0-7][0-9a-f]/gi, (octet) =>
      String.fromCharCode(Number.parseInt(octet.slice(1), 16)),
    );
  }
}
