import { getDomain } from 'tldts';
import { isReservedDomain } from '../network/reserved-domains';
import { isTrustworthyOrigin } from '../network/trustworthy-origin';
import { toAsciiUrl } from '../text/ascii';
import { demand, type Reader } from './variable-fault';

/** Must be reachable from elsewhere in production. */
export const readPublicUrl: Reader<string> = (text, { isProduction, isLive }) => {
  const isWeb = /^https?:\/\/[^/\\\s]/i.test(text) && !/[\s\p{Cc}]/u.test(text);
  demand(isWeb && URL.canParse(text), 'must be a URL such as https://verdicts.example.com');
  const { origin, href, username, password, hostname } = new URL(toAsciiUrl(text));
  demand(username + password === '', 'must not hold a user or a password');
  demand(href === `${origin}/`, 'must end with its host: links need one without path, ? or #');
  demand(!hostname.endsWith('.'), 'must not have a dot behind its host');
  if (isProduction) {
    demand(isTrustworthyOrigin(origin), 'must begin with https:// in production');
    if (isLive) demand(isReachable(origin), NOT_REACHABLE);
  }
  return origin;
};

const NOT_REACHABLE =
  'must be an https address that readers can reach: no IP address, no localhost, no reserved domain';

export function isReachable(origin: string): boolean {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' && getDomain(hostname) !== null && !isReservedDomain(hostname);
}
