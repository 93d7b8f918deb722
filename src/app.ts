import { Hono } from 'hono';
import { migrations } from '../migrations';
import { resendWebhook } from './api/resend-webhook';
import { isMigrated } from './platform/postgres/migrate';
import { clicksAndOpens } from './site/clicks-and-opens';
import { health } from './site/health';
import { feed } from './site/public/feed';
import { pages } from './site/public/pages';
import { results } from './site/public/results';
import { managing } from './site/reader/manage';
import { preferences } from './site/reader/preferences';
import { unsubscribing } from './site/reader/unsubscribe';
import { confirming } from './site/sign-up/confirm';
import { neverAgain } from './site/sign-up/never';
import { signingUp } from './site/sign-up/sign-up';
import { votes } from './site/votes/votes';
import { handleErrors, handleMissing } from './web/errors';
import type { FaceDeps } from './web/faces';
import { readPath } from './web/read-path';
import { requestLog } from './web/request-log';
import { sameOrigin } from './web/same-origin';
import { securityHeaders } from './web/security-headers';

/** Making one opens nothing and takes well under a millisecond. */
export function createApp(deps: FaceDeps) {
  return new Hono({ getPath: readPath })
    .use(requestLog(deps))
    .use(securityHeaders(deps))
    .use(sameOrigin(deps))
    .route(
      '/',
      health(deps, (db) => isMigrated(db, migrations)),
    )
    .route('/', pages(deps))
    .route('/', results(deps))
    .route('/', votes(deps))
    .route('/', clicksAndOpens(deps))
    .route('/', unsubscribing(deps))
    .route('/', signingUp(deps))
    .route('/', confirming(deps))
    .route('/', neverAgain(deps))
    .route('/', preferences(deps))
    .route('/', managing(deps))
    .route('/', feed(deps))
    .route('/', resendWebhook(deps))
    .onError(handleErrors(deps))
    .notFound(handleMissing);
}
