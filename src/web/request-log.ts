import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { WebDeps } from './client-address';

/** Logs the route's pattern, never the path: paths contain tokens. */
export function requestLog({ log, now }: Pick<WebDeps, 'log' | 'now'>) {
  return createMiddleware(async (c, next) => {
    const started = now().getTime();
    await next();
    const { method } = c.req;
    const ms = now().getTime() - started;
    log.info(
      { event: 'request', method, route: routePath(c, -1), status: c.res.status, ms },
      'request',
    );
  });
}
