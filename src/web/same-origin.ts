import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { Refusal } from '../platform/refusal';

const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * For forms of ours: a POST that a browser sent from another site is refused. Programs that are no
 * browsers name neither header, and have no reader's cookies or network to borrow.
 */
export const sameOrigin = createMiddleware(async (c, next) => {
  if (c.req.method === 'POST' && !isOwn(c))
    throw new Refusal(
      'forbidden',
      'This form was sent from another site. Please use our own page.',
    );
  await next();
});

/** Behind `no-referrer` the origin is `null`: there the newer header decides, or the token alone. */
function isOwn(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return OWN_SITES.has(site);
  const origin = c.req.header('origin');
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return origin === 'null' && c.req.param('token') !== undefined;
  return new URL(origin).host === (c.req.header('host') ?? new URL(c.req.url).host);
}
