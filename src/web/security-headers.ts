import { createMiddleware } from 'hono/factory';
import type { Config } from '../platform/config';

const HSTS_SECONDS = 365 * 24 * 60 * 60;

const page = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];
/** A page of ours without script. */
export const PAGE_POLICY = page.join('; ');

/** A page with one small script of ours, which asks for nothing. */
export const SCRIPT_POLICY = [...page, "script-src 'self'"].join('; ');

/** The vote page has one small script of ours, which reports to this host alone. */
export const VOTE_POLICY = [...page, "script-src 'self'", "connect-src 'self'"].join('; ');

const INERT = ["form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"];

/** An archived issue is a mail: its styles are inline, and it has neither scripts nor forms. */
export const MAIL_POLICY = ["default-src 'none'", "style-src 'unsafe-inline'", ...INERT].join('; ');

/** Whatever is no page: a file, a feed, JSON, the pixel, a redirect, an answer without a body. */
const FILE_POLICY = ["default-src 'none'", ...INERT].join('; ');

/**
 * What every answer carries, whoever makes it; pages have a policy of their own. In production browsers
 * are told to come by https alone for a year. Other hosts of the domain are not ours to speak for.
 */
export function answerHeaders({
  production,
  publicUrl,
}: Pick<Config, 'production' | 'publicUrl'>): Record<string, string> {
  const hsts = production && publicUrl.startsWith('https:');
  return {
    'Content-Security-Policy': FILE_POLICY,
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    ...(hsts ? { 'Strict-Transport-Security': `max-age=${HSTS_SECONDS}` } : {}),
  };
}

/** For every answer; a handler that needs another policy sets its own. */
export function securityHeaders({ config }: { config: Pick<Config, 'production' | 'publicUrl'> }) {
  const ofFiles = Object.entries(answerHeaders(config));
  const ofPages = Object.entries({
    ...answerHeaders(config),
    'Content-Security-Policy': PAGE_POLICY,
  });
  return createMiddleware(async (c, next) => {
    await next();
    const isPage = c.res.headers.get('content-type')?.startsWith('text/html');
    for (const [name, value] of isPage ? ofPages : ofFiles) {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    }
  });
}

/** For everything behind a token: kept nowhere, found nowhere, passed on nowhere. */
export const behindToken = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set('Cache-Control', 'no-store');
  c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
});
