import { type Database, inTransaction } from '../platform/database';
import type { Departures } from '../platform/schema';
import { hashSecret, isSecretOf } from './browser-secret';
import { lockReader } from './lock-reader';
import { unsubscribe } from './unsubscribe';

const UNDO_MS = 30 * 60 * 1000;

export type DepartureReason = NonNullable<Departures['reason']>;

export const DEPARTURE_REASONS: Record<DepartureReason, string> = {
  'too-many': 'Too many mails',
  'not-for-me': 'Not about what I do',
  'never-asked': 'I never asked for it',
  other: 'Something else',
};

interface Departure {
  subscriberId: number;
  /** The issue's mail whose link was used; null for a link that names the reader. */
  delivery: { id: number; issue_number: number } | null;
  at: Date;
}

/**
 * Stops everything by the page's button; the browser that pressed it may undo it for 30 minutes.
 * Returns whether this call changed anything.
 */
export function leaveByPage(
  db: Database,
  departure: Departure & { reason: DepartureReason | null; browserSecret: string },
): Promise<boolean> {
  const { reason, browserSecret } = departure;
  return leave(db, departure, { way: 'page', reason, undo_hash: hashSecret(browserSecret) });
}

/** Stops everything by the header's POST (RFC 8058), for good: an earlier undo is void too. */
export async function leaveByHeader(db: Database, departure: Departure): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await lockReader(tx, departure.subscriberId);
    await tx
      .updateTable('departures')
      .set({ undo_hash: null })
      .where('subscriber_id', '=', departure.subscriberId)
      .execute();
    return leave(tx, departure, { way: 'header', reason: null, undo_hash: null });
  });
}

function leave(
  db: Database,
  { subscriberId, delivery, at }: Departure,
  how: Pick<Departures, 'way' | 'reason' | 'undo_hash'>,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const wording = delivery
      ? `unsubscribe link of issue ${delivery.issue_number}`
      : 'unsubscribe link of a single mail';
    if (!(await unsubscribe(tx, { subscriberId, wording, actor: 'reader', at }))) return false;
    await tx
      .insertInto('departures')
      .values({ subscriber_id: subscriberId, delivery_id: delivery?.id ?? null, at, ...how })
      .execute();
    return true;
  });
}

/**
 * Takes a departure back: within 30 minutes, in the browser that pressed the button, unless the
 * header's POST or a complaint has come since. Returns the departure, or nothing where there is none.
 */
export async function undoDeparture(
  db: Database,
  {
    subscriberId,
    browserSecret,
    at,
  }: { subscriberId: number; browserSecret: string | undefined; at: Date },
): Promise<{ delivery_id: number | null } | undefined> {
  return inTransaction(db, async (tx) => {
    const reader = await lockLeaver(tx, subscriberId);
    const last = reader && (await findLast(tx, subscriberId));
    if (!last?.undo_hash || !isSecretOf(browserSecret, last.undo_hash)) return undefined;
    if (last.at.getTime() <= at.getTime() - UNDO_MS) return undefined;
    await tx
      .updateTable('departures')
      .set({ undone_at: at, undo_hash: null })
      .where('id', '=', last.id)
      .execute();
    await bringBack(tx, subscriberId, at);
    return last;
  });
}

function lockLeaver(tx: Database, subscriberId: number) {
  return tx
    .selectFrom('subscribers')
    .select('id')
    .where('id', '=', subscriberId)
    .where('state', '=', 'unsubscribed')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('suppressions.email_hash')
            .whereRef('suppressions.email_hash', '=', 'subscribers.email_hash'),
        ),
      ),
    )
    .forNoKeyUpdate('subscribers')
    .executeTakeFirst();
}

function findLast(tx: Database, subscriberId: number) {
  return tx
    .selectFrom('departures')
    .select(['id', 'at', 'undo_hash', 'delivery_id'])
    .where('subscriber_id', '=', subscriberId)
    .where('undone_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function bringBack(tx: Database, subscriberId: number, at: Date): Promise<void> {
  await tx
    .updateTable('subscribers')
    .set({ state: 'confirmed', unsubscribed_at: null })
    .where('id', '=', subscriberId)
    .execute();
  const subject = 'newsletter';
  const said = { subscriber_id: subscriberId, at, subject, given: true, actor: 'reader' } as const;
  await tx
    .insertInto('consents')
    .values({ ...said, wording: 'Undo: keep me on the list.' })
    .execute();
}
