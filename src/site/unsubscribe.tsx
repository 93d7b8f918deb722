import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import {
  DEPARTURE_REASONS,
  type DepartureReason,
  leaveByHeader,
  leaveByPage,
  undoDeparture,
} from '../audience/departures';
import { markUnsubscribed, unmarkUnsubscribed } from '../deliveries/find';
import { inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { readSettings } from '../platform/settings';
import { recordHit } from '../tracking/record-hit';
import { evidenceOf } from '../web/evidence';
import type { FaceDeps } from '../web/faces';
import { findForm } from '../web/form';
import { toDocument } from '../web/layout';
import { behindToken } from '../web/security-headers';
import { findLeaver, type Leaver } from './leaver';
import { AskPage, BackPage, LeftPage } from './unsubscribe-pages';

const COOKIE = 'undo';
const COOKIE_SECONDS = 30 * 60;

/**
 * RFC 8058: the header's POST acts at once, whatever form its body has, and is answered with 200. A
 * GET shows a page with one button, whose POST names itself and may be undone for 30 minutes.
 */
export function unsubscribing(deps: FaceDeps) {
  const { db } = deps;
  return new Hono()
    .use('/unsubscribe/*', behindToken)
    .get('/unsubscribe/:token', async (c) => {
      const leaver = await findLeaver(deps, c.req.param('token'));
      const { delivery } = leaver ?? {};
      if (delivery) await recordLook(deps, c, delivery.id);
      const newsletter = (await readSettings(db))['newsletter-name'];
      return c.html(toDocument(<AskPage newsletter={newsletter} />));
    })
    .post('/unsubscribe/:token', bodyLimit({ maxSize: 16_384 }), async (c) => {
      const leaver = await findLeaver(deps, c.req.param('token'));
      // RFC 8058's POST stops whatever its body is like.
      const { from, reason } = (await findForm(c)) ?? {};
      const newsletter = (await readSettings(db))['newsletter-name'];
      if (from === 'undo' && leaver) {
        await undo(deps, c, leaver);
        return c.html(toDocument(<BackPage newsletter={newsletter} />));
      }
      const how = from === 'page' ? readReason(reason) : 'header';
      const canUndo = leaver ? await leave(deps, c, leaver, how) : false;
      return c.html(toDocument(<LeftPage newsletter={newsletter} canUndo={canUndo} />));
    });
}

async function recordLook(deps: FaceDeps, c: Context, deliveryId: number): Promise<void> {
  const hit = { deliveryId, kind: 'unsubscribe', evidence: evidenceOf(deps, c) } as const;
  await recordHit(deps.db, { ...hit, at: deps.now() });
}

function readReason(text: unknown): DepartureReason | null {
  const reasons = Object.keys(DEPARTURE_REASONS) as DepartureReason[];
  return reasons.find((reason) => reason === text) ?? null;
}

/** Returns whether this browser may undo it. */
async function leave(
  { db, now, newSecret }: FaceDeps,
  c: Context,
  leaver: Leaver,
  how: DepartureReason | null | 'header',
): Promise<boolean> {
  const departure = { ...leaver, at: now() };
  const browserSecret = newSecret();
  const changed = await inTransaction(db, async (tx) => {
    const left =
      how === 'header'
        ? await leaveByHeader(tx, departure)
        : await leaveByPage(tx, { ...departure, reason: how, browserSecret });
    const deliveryId = leaver.delivery?.id;
    if (left && deliveryId !== undefined) await markUnsubscribed(tx, { deliveryId, at: now() });
    return left;
  });
  const canUndo = changed && how !== 'header';
  if (canUndo) keepSecret(c, browserSecret);
  return canUndo;
}

function keepSecret(c: Context, browserSecret: string): void {
  setCookie(c, COOKIE, browserSecret, {
    prefix: 'host',
    secure: true,
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    maxAge: COOKIE_SECONDS,
  });
}

async function undo({ db, now }: FaceDeps, c: Context, { subscriberId }: Leaver): Promise<void> {
  const browserSecret = getCookie(c, COOKIE, 'host');
  await inTransaction(db, async (tx) => {
    const undone = await undoDeparture(tx, { subscriberId, browserSecret, at: now() });
    if (!undone)
      throw new Refusal(
        'conflict',
        'This can be undone only in the browser that pressed the button, for 30 minutes. You can sign up again on the home page.',
      );
    if (undone.delivery_id !== null) await unmarkUnsubscribed(tx, undone.delivery_id);
  });
}
