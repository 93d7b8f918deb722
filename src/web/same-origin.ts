import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isLoopback } from '../platform/network/trustworthy-origin';
import { Refusal } from '../platform/refusal';
import type { FaceDeps } from './faces';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITES = new Set(['same-origin', 'none']);
/**
 * What others may post: mail programs (RFC 8058) and Resend. A vote is classified by what its request shows,
 * where it comes from included.
 */
const OPEN_TO_ALL = /^\/(?:unsubscribe|v|webhooks)\//;
const HAS_TOKEN = /\/[a-z2-7]{42}(?:\/|$)/;

type IsOwn = (url: string) => boolean;

/**
 * Whatever may change something comes from our own pages: a request that a browser sent from another
 * origin than PUBLIC_URL's is refused. What the request calls its host is not asked.
 */
export function sameOrigin({ config }: Pick<FaceDeps, 'config'>) {
  const own = new URL(config.publicUrl);
  return createMiddleware((c, next) => {
    if (SAFE_METHODS.has(c.req.method) || OPEN_TO_ALL.test(c.req.path)) return next();
    const isOwn: IsOwn = (url) => isOurs(url, own) || (!config.production && isHere(c, url, own));
    if (!isFromOwnPage(c, isOwn))
      throw new Refusal(
        'forbidden',
        'This form was sent from another site. Please use our own page.',
      );
    return next();
  });
}

/**
 * Behind `no-referrer` the origin is `null`: then what the browser says of the site decides, and in one
 * too old to say, the page it names. Programs that are no browsers say nothing of all this, and have no
 * reader's cookies to borrow: they need a token, or to carry no cookie.
 */
function isFromOwnPage({ req }: Context, isOwn: IsOwn): boolean {
  const origin = req.header('origin');
  const site = req.header('sec-fetch-site');
  const isNamed = origin !== undefined && origin !== 'null';
  if (isNamed && !isOwn(origin)) return false;
  if (site !== undefined) return OWN_SITES.has(site);
  if (isNamed) return true;
  const referrer = req.header('referer');
  if (referrer !== undefined) return isOwn(referrer);
  if (HAS_TOKEN.test(req.path)) return true;
  return origin === undefined && req.header('cookie') === undefined;
}

function isOurs(url: string, own: URL): boolean {
  return URL.canParse(url) && new URL(url).origin === own.origin;
}

/** In development this machine alone is served, by any of its names and on any port. */
function isHere({ req }: Context, url: string, own: URL): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, port } = new URL(url);
  if (!isLoopback(url)) return false;
  const isSamePort = protocol === own.protocol && port === own.port && isLoopback(own.href);
  return isSamePort || req.header('sec-fetch-site') === 'same-origin';
}
