import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { unsubscribe } from '../audience/unsubscribe';
import { findDelivery, markUnsubscribed } from '../deliveries/find';
import { inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { readSettings } from '../platform/settings';
import { readEvidence } from '../tracking/evidence';
import { recordHit } from '../tracking/record-hit';
import { readToken, TEST_DELIVERY_ID } from '../tracking/tokens';
import type { FaceDeps } from '../web/faces';
import { Notice, toDocument } from '../web/layout';
import { behindToken } from '../web/security-headers';

/**
 * RFC 8058: the header's POST acts at once, whatever form its body has, and is answered with 200. A
 * GET shows a page with one button that sends the same POST.
 */
export function unsubscribing(deps: FaceDeps) {
  const { db, now, clientAddress } = deps;
  return new Hono()
    .use('/unsubscribe/*', behindToken)
    .get('/unsubscribe/:token', async (c) => {
      const id = readId(deps, c);
      const delivery = await findDelivery(db, id);
      const evidence = readEvidence(c.req.raw, clientAddress(c));
      if (delivery)
        await recordHit(db, { deliveryId: id, kind: 'unsubscribe', evidence, at: now() });
      return c.html(await askPage(deps));
    })
    .post('/unsubscribe/:token', bodyLimit({ maxSize: 16_384 }), async (c) => {
      const id = readId(deps, c);
      const delivery = await findDelivery(db, id);
      if (delivery) {
        await inTransaction(db, async (tx) => {
          const { subscriber_id: subscriberId } = delivery;
          const wording = `unsubscribe link of issue ${delivery.issue_number}`;
          const reader = { subscriberId, wording, actor: 'reader', at: now() };
          if (await unsubscribe(tx, reader))
            await markUnsubscribed(tx, { deliveryId: id, at: now() });
        });
      } else if (id !== TEST_DELIVERY_ID) {
        throw new Refusal('missing', 'This link belongs to a mail that we no longer know.');
      }
      return c.html(await donePage(deps));
    });
}

function readId({ signer }: FaceDeps, c: Context): number {
  const id = readToken(signer, 'u', c.req.param('token') ?? '');
  if (id !== null) return id;
  throw new Refusal(
    'missing',
    'This unsubscribe link is not one of ours, or was cut short on its way.',
  );
}

async function askPage({ db }: FaceDeps): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title="Stop these mails?" newsletter={newsletter}>
      <p class="lead">One press, and {newsletter} sends you nothing more.</p>
      <form class="sheet" method="post">
        <p>Nothing has changed yet.</p>
        <button type="submit">Unsubscribe</button>
      </form>
    </Notice>,
  );
}

async function donePage({ db }: FaceDeps): Promise<string> {
  const newsletter = (await readSettings(db))['newsletter-name'];
  return toDocument(
    <Notice title="You are unsubscribed" newsletter={newsletter}>
      <p class="lead">
        No further issue will come. A mail that is already on its way may still arrive.
      </p>
      <a class="way-on" href="/">
        To the home page
      </a>
    </Notice>,
  );
}
