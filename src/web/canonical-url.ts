import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { WebDeps } from './client-address';

/** For pages without a token: redirects other spellings to the canonical address. */
export function canonicalUrl({ config }: Pick<WebDeps, 'config'>) {
  return createMiddleware(async (c, next) => {
    await next();
    if (!c.res.ok) return;
    const { pathname, search } = new URL(c.req.url);
    if (pathname !== c.req.path) c.res = c.redirect(`${c.req.path}${search}`, 301);
    else c.res.headers.set('Link', `<${config.publicUrl}${canonicalPath(c)}>; rel="canonical"`);
  });
}

/** Each page of a list is a page of its own; every other query changes nothing. */
function canonicalPath(c: Context): string {
  const before = c.req.query('before');
  return /^\d{1,9}$/.test(before ?? '') ? `${c.req.path}?before=${before}` : c.req.path;
}
