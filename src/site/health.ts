import { Hono } from 'hono';
import type { WebDeps } from '../web/client-address';

/** `/healthz`: the process answers. `/readyz`: the database does too, and is migrated. */
export function healthRoutes(
  { db, log }: WebDeps,
  isReady: (db: WebDeps['db']) => Promise<boolean>,
) {
  return new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const ready = await isReady(db).catch((error: { code?: string }) => {
        log.warn({ event: 'not-ready', code: error.code }, 'the database does not answer');
        return false;
      });
      return ready ? c.json({ status: 'ready' }) : c.json({ status: 'not ready' }, 503);
    });
}
