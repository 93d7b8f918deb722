import { createMiddleware } from 'hono/factory';

const page = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];
const PAGE_POLICY = page.join('; ');

/** A page with one small script of ours, which asks for nothing. */
export const SCRIPT_POLICY = [...page, "script-src 'self'"].join('; ');

/** The vote page has one small script of ours, which reports to this host alone. */
export const VOTE_POLICY = [...page, "script-src 'self'", "connect-src 'self'"].join('; ');

/** An archived issue is a mail: its styles are inline, and it has neither scripts nor forms. */
export const MAIL_POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** For every answer; a handler that needs another policy sets its own. */
export const securityHeaders = createMiddleware(async (c, next) => {
  await next();
  const defaults = {
    'Content-Security-Policy': PAGE_POLICY,
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  };
  for (const [name, value] of Object.entries(defaults)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  }
});

/** For everything behind a token: kept nowhere, found nowhere, passed on nowhere. */
export const behindToken = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set('Cache-Control', 'no-store');
  c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
});
