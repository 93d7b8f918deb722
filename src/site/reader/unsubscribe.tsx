import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isOnList, readSubscription } from '../../audience/subscription';
import { subscriptionInWords } from '../../audience/subscription-words';
import { findUndo, undoUnsubscribe } from '../../audience/unsubscribe/undo-unsubscribe';
import {
  UNSUBSCRIBE_REASONS,
  type UnsubscribeReason,
  unsubscribeByHeader,
  unsubscribeByPage,
} from '../../audience/unsubscribe/unsubscribes';
import { markUnsubscribed, unmarkUnsubscribed } from '../../deliveries/find';
import { inTransaction } from '../../platform/database';
import { Refusal } from '../../platform/refusal';
import { readSettings } from '../../platform/settings/settings';
import { recordHit } from '../../tracking/record-hit';
import type { WebDeps } from '../../web/client-address';
import { evidenceOf } from '../../web/evidence';
import { findForm } from '../../web/form';
import { toDocument } from '../../web/layout';
import { getSecretCookie, setSecretCookie } from '../../web/secret-cookie';
import { behindToken } from '../../web/security-headers';
import { AskPage, BackPage, LeftPage, TestMailPage } from './unsubscribe-pages';
import { readUnsubscribeToken, type UnsubscribeToken } from './unsubscribe-token';
import { UNSUBSCRIBE } from './unsubscribe-words';

const COOKIE = 'undo';
const SECRET = 'undo-secret';
const COOKIE_SECONDS = 30 * 60;

/**
 * RFC 8058: the header's POST acts at once, whatever its body, and gets 200. A GET shows a button,
 * whose POST names itself and may be undone for 30 minutes.
 */
export function unsubscribeRoutes(deps: WebDeps) {
  return new Hono()
    .use('/unsubscribe/*', behindToken)
    .get('/unsubscribe/:token', async (c) => {
      const token = await readUnsubscribeToken(deps, c.req.param('token'));
      const { delivery } = token ?? {};
      if (delivery) await recordLook(deps, c, delivery.id);
      return show(deps, c, token, { isAsking: true });
    })
    .post('/unsubscribe/:token', bodyLimit({ maxSize: 16_384 }), async (c) => {
      const token = await readUnsubscribeToken(deps, c.req.param('token'));
      // RFC 8058's POST must work whatever its body is.
      const { from, reason, mark } = (await findForm(c)) ?? {};
      if (!token) return show(deps, c, token, { isAsking: false });
      if (from === 'undo') {
        await undo(deps, c, { token, mark: typeof mark === 'string' ? mark : undefined });
      } else
        await stopEverything(deps, c, {
          token,
          how: from === 'page' ? readReason(reason) : 'header',
        });
      return show(deps, c, token, { isAsking: false });
    });
}

/** A GET asks only readers who are on the list. */
async function show(
  deps: WebDeps,
  c: Context,
  token: UnsubscribeToken | null,
  { isAsking }: { isAsking: boolean },
) {
  const settings = await readSettings(deps.db);
  const newsletter = settings['newsletter-name'];
  if (!token) return c.html(toDocument(<TestMailPage newsletter={newsletter} />));
  const asked = { subscriberId: token.subscriberId, at: deps.now() };
  const subscription = await readSubscription(deps.db, asked);
  if (isOnList(subscription)) {
    if (isAsking) keepSecret(c, readSecret(deps, c));
    const named = { newsletter, timeZone: settings['time-zone'] };
    const Page = isAsking ? AskPage : BackPage;
    return c.html(
      toDocument(
        <Page {...{ newsletter, subscription }} says={subscriptionInWords(subscription, named)} />,
      ),
    );
  }
  const browserSecret = c.get(SECRET) ?? getSecretCookie(c, COOKIE);
  const mark = await findUndo(deps.db, { ...asked, browserSecret });
  return c.html(toDocument(<LeftPage {...{ newsletter, subscription, mark }} />));
}

async function recordLook(deps: WebDeps, c: Context, deliveryId: number): Promise<void> {
  const hit = { deliveryId, kind: 'unsubscribe', evidence: evidenceOf(deps, c) } as const;
  await recordHit(deps.db, { ...hit, at: deps.now() });
}

function readReason(text: unknown): UnsubscribeReason | null {
  const reasons = Object.keys(UNSUBSCRIBE_REASONS) as UnsubscribeReason[];
  return reasons.find((reason) => reason === text) ?? null;
}

async function stopEverything(
  deps: WebDeps,
  c: Context,
  { token, how }: { token: UnsubscribeToken; how: UnsubscribeReason | null | 'header' },
): Promise<void> {
  const request = { ...token, at: deps.now() };
  const browserSecret = readSecret(deps, c);
  const left = await inTransaction(deps.db, async (tx) => {
    const left =
      how === 'header'
        ? await unsubscribeByHeader(tx, request)
        : await unsubscribeByPage(tx, { ...request, reason: how, browserSecret });
    const deliveryId = token.delivery?.id;
    if (left && deliveryId !== undefined) {
      await markUnsubscribed(tx, { deliveryId, at: request.at });
    }
    return left;
  });
  if (left && how !== 'header') keepSecret(c, browserSecret);
}

/** Given out with the page, so that two presses before the first answer share it. */
function readSecret({ newSecret }: WebDeps, c: Context): string {
  return getSecretCookie(c, COOKIE) ?? newSecret();
}

function keepSecret(c: Context, browserSecret: string): void {
  c.set(SECRET, browserSecret);
  setSecretCookie(c, { name: COOKIE, secret: browserSecret, seconds: COOKIE_SECONDS });
}

async function undo(
  { db, now }: WebDeps,
  c: Context,
  { token, mark }: { token: UnsubscribeToken; mark: string | undefined },
): Promise<void> {
  const browserSecret = getSecretCookie(c, COOKIE);
  const { subscriberId } = token;
  await inTransaction(db, async (tx) => {
    const undone = await undoUnsubscribe(tx, { subscriberId, browserSecret, mark, at: now() });
    if (!undone) throw new Refusal('conflict', UNSUBSCRIBE.tooLateToUndo);
    if (undone.delivery_id !== null) await unmarkUnsubscribed(tx, undone.delivery_id);
  });
}
