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
export const PAGE_POLICY = page.join('; ');

export const SCRIPT_POLICY = [...page, "script-src 'self'"].join('; ');

/** One small script, which reports to this host only. */
export const VOTE_POLICY = [...page, "script-src 'self'", "connect-src 'self'"].join('; ');

const INERT = ["form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"];

/** An archived issue is a mail: inline styles, no scripts, no forms. */
export const MAIL_POLICY = ["default-src 'none'", "style-src 'unsafe-inline'", ...INERT].join('; ');

/** For anything but a page: files, feeds, JSON, the pixel, redirects, empty answers. */
const FILE_POLICY = ["default-src 'none'", ...INERT].join('; ');

/** HSTS names this host only: the domain's other hosts aren't ours to speak for. */
export function responseHeaders({
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

/** A handler may set a policy of its own. */
export function securityHeaders({ config }: { config: Pick<Config, 'production' | 'publicUrl'> }) {
  const ofFiles = Object.entries(responseHeaders(config));
  const ofPages = Object.entries({
    ...responseHeaders(config),
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

/** No caching, no indexing, no referrer. */
export const behindToken = createMiddleware(async (c, next) => {
  await next();
  c.res.headers.set('Cache-Control', 'no-store');
  c.res.headers.set('X-Robots-Tag', 'noindex, nofollow');
  c.res.headers.set('Referrer-Policy', 'no-referrer');
});
