import { getDomain } from 'tldts';
import { isReservedDomain } from '../network/reserved-domains';
import { isTrustworthyOrigin } from '../network/trustworthy-origin';
import { toAsciiUrl } from '../text/ascii';
import { type Reader, requireThat } from './variable-fault';

/** Must be reachable from elsewhere in production. */
export const readPublicUrl: Reader<string> = (text, { isProduction, isLive }) => {
  const isWeb = /^https?:\/\/[^/\\\s]/i.test(text) && !/[\s\p{Cc}]/u.test(text);
  requireThat(isWeb && URL.canParse(text), 'must be a URL such as https://verdicts.example.com');
  const { origin, href, username, password, hostname } = new URL(toAsciiUrl(text));
  requireThat(username + password === '', 'must not contain a user name or password');
  requireThat(
    href === `${origin}/`,
    'must end after the host: links need a URL without a path, ? or #',
  );
  requireThat(!hostname.endsWith('.'), 'must not have a dot after its host');
  if (isProduction) {
    requireThat(isTrustworthyOrigin(origin), 'must start with https:// in production');
    if (isLive) requireThat(isReachable(origin), NOT_REACHABLE);
  }
  return origin;
};

const NOT_REACHABLE =
  'must be an https address that readers can reach: no IP address, no localhost, no reserved domain';

export function isReachable(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' && getDomain(hostname) !== null && !isReservedDomain(hostname);
}
