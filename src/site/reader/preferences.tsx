import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { mailManageLink } from '../../audience/manage-link';
import { refuseOpenTracking } from '../../audience/open-tracking';
import { findPreferences, savePreferences } from '../../audience/preferences';
import { sendTransactionalMails } from '../../audience/send-transactional-mails';
import { readSubscription } from '../../audience/subscription';
import { chooseTopics } from '../../audience/topics';
import { listCategories } from '../../catalog/categories';
import { findDelivery } from '../../deliveries/find';
import { inTransaction } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import type { WebDeps } from '../../web/client-address';
import { readForm } from '../../web/form';
import { toDocument } from '../../web/layout';
import { behindToken } from '../../web/security-headers';
import { readPause } from './pause-form';
import { LinkMailedPage, PreferencesPage } from './preferences-page';
import { readTicked } from './topics-form';
import { PREFERENCES } from './words';

/** Room for every topic at its longest, percent-encoded. */
const MAX_BYTES = 64 * 1024;

/**
 * Only what anybody with a forwarded issue may change. The rest needs a link mailed to the address
 * on file.
 */
export function preferencesRoutes(deps: WebDeps) {
  const { db, now } = deps;
  return new Hono()
    .use('/preferences/*', behindToken)
    .get('/preferences/:token', async (c) => show(deps, c, { saved: false }))
    .post('/preferences/:token', bodyLimit({ maxSize: MAX_BYTES }), async (c) => {
      const { subscriber_id: subscriberId, topics: before } = await readReader(deps, c);
      const form = await readForm(c);
      const settings = await readSettings(db);
      if (form.act === 'link') return mailLink(deps, c, subscriberId);
      const pause = readPause(form, settings['time-zone']);
      const categories = await listCategories(db);
      const topics = chooseTopics({ ticked: readTicked(form), categories, topics: before });
      const at = now();
      await inTransaction(db, async (tx) => {
        const plainLinks = form.links === 'plain';
        await savePreferences(tx, { subscriberId, pause, plainLinks, topics, at });
        if (form.opens === 'no') await refuseOpenTracking(tx, { subscriberId, at });
      });
      return show(deps, c, { saved: true });
    });
}

async function readReader({ db, signer }: WebDeps, c: Context) {
  const id = signer.read('p', c.req.param('token') ?? '');
  const delivery = id === null ? undefined : await findDelivery(db, id);
  const reader = delivery && (await findPreferences(db, delivery.subscriber_id));
  if (reader) return reader;
  throw new Refusal('missing', PREFERENCES.deadLink);
}

async function show(deps: WebDeps, c: Context, { saved }: { saved: boolean }) {
  const reader = await readReader(deps, c);
  const settings = await readSettings(deps.db);
  const categories = await listCategories(deps.db);
  const at = deps.now();
  const subscription = await readSubscription(deps.db, { subscriberId: reader.subscriber_id, at });
  const shown = { settings, reader, subscription, categories, saved, at };
  return c.html(toDocument(<PreferencesPage {...shown} />));
}

async function mailLink(deps: WebDeps, c: Context, subscriberId: number) {
  await inTransaction(deps.db, (tx) => mailManageLink({ ...deps, db: tx }, subscriberId));
  deps.runInBackground('outbox', () => sendTransactionalMails(deps));
  return c.html(toDocument(<LinkMailedPage settings={await readSettings(deps.db)} />));
}
