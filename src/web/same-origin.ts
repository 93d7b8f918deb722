import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isLoopback } from '../platform/network/trustworthy-origin';
import { Refusal } from '../platform/refusal';
import type { WebDeps } from './client-address';
import { FAULT } from './words';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITES = new Set(['same-origin', 'none']);
/** Open to mail programs (RFC 8058) and Resend. A vote's origin is part of how it is classified. */
const OPEN_TO_ALL = /^\/(?:unsubscribe|v|webhooks)\//;
const HAS_TOKEN = /\/[a-z2-7]{42}(?:\/|$)/;

type IsOwn = (url: string) => boolean;

/** Refuses changes that a browser sent from another origin than PUBLIC_URL's, whatever the Host. */
export function sameOrigin({ config }: Pick<WebDeps, 'config'>) {
  const own = new URL(config.publicUrl);
  return createMiddleware((c, next) => {
    if (SAFE_METHODS.has(c.req.method) || OPEN_TO_ALL.test(c.req.path)) return next();
    const isOwn: IsOwn = (url) => isOurs(url, own) || (!config.production && isHere(c, url, own));
    if (!isFromOwnPage(c, isOwn)) throw new Refusal('forbidden', FAULT.foreignForm);
    return next();
  });
}

/**
 * Behind `no-referrer` the origin is `null`: then Sec-Fetch-Site decides or, in old browsers,
 * Referer. Other programs send none of these. They have no reader's cookies to borrow, so they need
 * a token or no cookie.
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

/** In development the service answers only this machine, by any of its names and on any port. */
function isHere({ req }: Context, url: string, own: URL): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, port } = new URL(url);
  if (!isLoopback(url)) return false;
  const isSamePort = protocol === own.protocol && port === own.port && isLoopback(own.href);
  return isSamePort || req.header('sec-fetch-site') === 'same-origin';
}
