import { Hono } from 'hono';
import { migrations } from '../migrations';
import { webhookRoutes } from './api/resend-webhook';
import { isMigrated } from './platform/postgres/migrate';
import { trackingRoutes } from './site/clicks-and-opens';
import { healthRoutes } from './site/health';
import { feedRoutes } from './site/public/feed';
import { pageRoutes } from './site/public/pages';
import { resultRoutes } from './site/public/results';
import { manageRoutes } from './site/reader/manage';
import { preferencesRoutes } from './site/reader/preferences';
import { unsubscribeRoutes } from './site/reader/unsubscribe';
import { confirmRoutes } from './site/sign-up/confirm';
import { signUpRoutes } from './site/sign-up/sign-up';
import { suppressionRoutes } from './site/sign-up/suppression';
import { voteRoutes } from './site/votes/votes';
import type { WebDeps } from './web/client-address';
import { handleErrors, handleMissing } from './web/errors';
import { readPath } from './web/read-path';
import { requestLog } from './web/request-log';
import { sameOrigin } from './web/same-origin';
import { securityHeaders } from './web/security-headers';

/** Making one opens nothing and takes well under a millisecond. */
export function createApp(deps: WebDeps) {
  return new Hono({ getPath: readPath })
    .use(requestLog(deps))
    .use(securityHeaders(deps))
    .use(sameOrigin(deps))
    .route(
      '/',
      healthRoutes(deps, (db) => isMigrated(db, migrations)),
    )
    .route('/', pageRoutes(deps))
    .route('/', resultRoutes(deps))
    .route('/', voteRoutes(deps))
    .route('/', trackingRoutes(deps))
    .route('/', unsubscribeRoutes(deps))
    .route('/', signUpRoutes(deps))
    .route('/', confirmRoutes(deps))
    .route('/', suppressionRoutes(deps))
    .route('/', preferencesRoutes(deps))
    .route('/', manageRoutes(deps))
    .route('/', feedRoutes(deps))
    .route('/', webhookRoutes(deps))
    .onError(handleErrors(deps))
    .notFound(handleMissing);
}
