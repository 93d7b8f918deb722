import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import {
  liftByLink,
  readSuppressionLinkState,
  suppressByLink,
} from '../../audience/sign-up/suppression-link';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import type { WebDeps } from '../../web/client-address';
import { readForm } from '../../web/form';
import { toDocument } from '../../web/layout';
import { behindToken } from '../../web/security-headers';
import { FAULT } from '../../web/words';
import { SuppressionPage } from './suppression-page';

/**
 * A GET changes nothing; the button stops all mail to the typed address. The same link takes that
 * back, since scanners press buttons too.
 */
export function suppressionRoutes(deps: WebDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/never/*', behindToken)
    .get('/never/:token', async (c) => show(deps, c, { allowed: false }))
    .post('/never/:token', bodyLimit({ maxSize: 4_096 }), async (c) => {
      const link = { linkId: readId(deps, c), at: now() };
      const { act } = await readForm(c);
      if (act === 'never') await suppressByLink(db, link);
      else if (act === 'allow') await liftByLink(db, link);
      else throw new Refusal('invalid', FAULT.noButton);
      return show(deps, c, { allowed: act === 'allow' });
    });
}

function readId({ signer }: WebDeps, c: Context): number {
  const id = signer.read('n', c.req.param('token') ?? '');
  if (id !== null) return id;
  throw new Refusal('missing', FAULT.deadLink);
}

async function show(deps: WebDeps, c: Context, { allowed }: { allowed: boolean }) {
  const state = await readSuppressionLinkState(deps.db, readId(deps, c));
  const newsletter = (await readSettings(deps.db))['newsletter-name'];
  return c.html(toDocument(<SuppressionPage {...{ newsletter, state, allowed }} />));
}
