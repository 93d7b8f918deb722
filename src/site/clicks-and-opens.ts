import type { Context } from 'hono';
import { Hono } from 'hono';
import { Refusal } from '../platform/refusal';
import { coalesceHits } from '../tracking/coalesced-hits';
import { readLinkNumber } from '../tracking/tokens';
import type { WebDeps } from '../web/client-address';
import { evidenceOf } from '../web/evidence';
import { behindToken } from '../web/security-headers';
import { FAULT } from '../web/words';

const PIXEL = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  (character) => character.charCodeAt(0),
);

/** A hit that can't be recorded in time never holds a reader up. */
export function trackingRoutes(deps: WebDeps) {
  const { signer } = deps;
  const hits = coalesceHits(deps);
  return new Hono()
    .use('/c/*', behindToken)
    .use('/o/*', behindToken)
    .get('/c/:token/:n', async (c) => {
      const deliveryId = signer.read('c', c.req.param('token'));
      const n = readLinkNumber(c.req.param('n'));
      const link = deliveryId === null || n === null ? null : { deliveryId, n };
      const target = link && (await hits.findTarget(link));
      if (!target) throw new Refusal('missing', FAULT.deadLink);
      await hits.recordClick({ kind: 'click', ...link, ...seen(deps, c) });
      return c.redirect(target.destination, 302);
    })
    .get('/o/:token', async (c) => {
      const deliveryId = signer.read('o', c.req.param('token'));
      if (deliveryId === null) deps.security.note('dead-link');
      else await hits.recordOpen({ kind: 'open', deliveryId, ...seen(deps, c) });
      return c.body(PIXEL, 200, { 'Content-Type': 'image/gif' });
    });
}

function seen(deps: WebDeps, c: Context) {
  return { evidence: evidenceOf(deps, c), at: deps.now() };
}
