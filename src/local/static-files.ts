import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { createMiddleware } from 'hono/factory';

const FRESH_SECONDS = 5 * 60;

const keepable = createMiddleware(async (c, next) => {
  await next();
  if (c.res.ok) c.header('Cache-Control', `public, max-age=${FRESH_SECONDS}`);
});

/**
 * The files of a folder, compressed, and answered with 304 where the browser has them. Pages are never
 * compressed: beside a token of ours they can hold what a stranger typed.
 */
export function staticFiles(root: string) {
  return new Hono().get(
    '/:file{[a-z-]+\\.(?:css|js|svg)}',
    compress(),
    etag(),
    keepable,
    serveStatic({ root }),
  );
}
