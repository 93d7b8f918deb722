import { Hono } from 'hono';
import { migrations } from '../migrations';
import { isMigrated } from './platform/migrate';
import { clicksAndOpens } from './site/clicks-and-opens';
import { health } from './site/health';
import { pages } from './site/pages';
import { unsubscribing } from './site/unsubscribe';
import { votes } from './site/votes';
import { handleErrors, handleMissing } from './web/errors';
import type { FaceDeps } from './web/faces';
import { requestLog } from './web/request-log';
import { securityHeaders } from './web/security-headers';

/** The whole service over HTTP. Making one opens nothing and takes well under a millisecond. */
export function createApp(deps: FaceDeps) {
  return new Hono()
    .use(requestLog(deps))
    .use(securityHeaders)
    .route(
      '/',
      health(deps, (db) => isMigrated(db, migrations)),
    )
    .route('/', pages(deps))
    .route('/', votes(deps))
    .route('/', clicksAndOpens(deps))
    .route('/', unsubscribing(deps))
    .onError(handleErrors(deps))
    .notFound(handleMissing);
}
