import { createHash } from 'node:crypto';
import { type Database, inTransaction } from '../../platform/database';
import { DAY_MS, MINUTE_MS } from '../../platform/durations';
import { Refusal } from '../../platform/refusal';
import { lockReader } from '../lock-reader';
import { UNDO } from '../refusal-words';
import { isSecretOf } from '../sign-up/browser-secret';
import { getsIssues, readSubscription } from '../subscription';
import { UNDO_WORDING } from '../wording';

const UNDO_MS = 30 * MINUTE_MS;
const UNDOS_PER_DAY = 5;
const NO_DELIVERY = { delivery_id: null };

interface InBrowser {
  subscriberId: number;
  /** From the cookie of the browser that asks. */
  browserSecret: string | undefined;
  at: Date;
}

/** For the form; undefined without one, or if the reader has used up a day's. */
export async function findUndo(db: Database, browser: InBrowser): Promise<string | undefined> {
  const last = await findUndoable(db, browser);
  return last && (await isWithinUndos(db, browser)) ? markOf(browser, last.id) : undefined;
}

/** The standing request, if this browser made it within half an hour. */
export async function findUndoable(
  db: Database,
  browser: InBrowser,
): Promise<{ id: number } | undefined> {
  const last = await findOwnLast(db, browser);
  return last && !last.undone_at && (await hasLeft(db, browser)) ? last : undefined;
}

/**
 * Within 30 minutes, in the browser that pressed the button, unless anything has stopped the reader
 * since. An older page's mark takes nothing back; without a mark the last request is meant. Returns
 * the delivery to unmark; refuses the sixth in a day.
 */
export async function undoUnsubscribe(
  db: Database,
  { mark, ...browser }: InBrowser & { mark: string | undefined },
): Promise<{ delivery_id: number | null } | undefined> {
  const { subscriberId, at } = browser;
  return inTransaction(db, async (tx) => {
    await lockReader(tx, subscriberId);
    const last = await findOwnLast(tx, browser);
    if (!last || (mark !== undefined && mark !== markOf(browser, last.id))) return undefined;
    if (last.undone_at)
      return getsIssues(await readSubscription(tx, browser)) ? NO_DELIVERY : undefined;
    if (!(await hasLeft(tx, browser))) return undefined;
    if (!(await isWithinUndos(tx, browser)))
      throw new Refusal('too-many', UNDO.tooMany(UNDOS_PER_DAY));
    await tx.updateTable('unsubscribes').set({ undone_at: at }).where('id', '=', last.id).execute();
    await bringBack(tx, subscriberId, at);
    return last;
  });
}

/** The reader's last request, if this browser made it on the page within half an hour. */
async function findOwnLast(db: Database, { subscriberId, browserSecret, at }: InBrowser) {
  const last = await db
    .selectFrom('unsubscribes')
    .select(['id', 'at', 'undo_hash', 'delivery_id', 'undone_at'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last?.undo_hash || !isSecretOf(browserSecret, last.undo_hash)) return undefined;
  return last.at.getTime() > at.getTime() - UNDO_MS ? last : undefined;
}

/** Hides how many requests there were. */
function markOf({ browserSecret }: InBrowser, unsubscribeId: number): string {
  return createHash('sha256')
    .update(`${browserSecret} ${unsubscribeId}`)
    .digest('hex')
    .slice(0, 16);
}

async function hasLeft(db: Database, browser: InBrowser): Promise<boolean> {
  return (await readSubscription(db, browser)).kind === 'left';
}

/** Otherwise stop and undo by one link would add rows without end. */
async function isWithinUndos(db: Database, { subscriberId, at }: InBrowser): Promise<boolean> {
  const { undone } = await db
    .selectFrom('unsubscribes')
    .select(({ fn }) => fn.countAll<number>().as('undone'))
    .where('subscriber_id', '=', subscriberId)
    .where('undone_at', '>', new Date(at.getTime() - DAY_MS))
    .executeTakeFirstOrThrow();
  return undone < UNDOS_PER_DAY;
}

async function bringBack(tx: Database, subscriberId: number, at: Date): Promise<void> {
  await tx
    .updateTable('subscribers')
    .set({ state: 'confirmed', unsubscribed_at: null })
    .where('id', '=', subscriberId)
    .execute();
  const subject = 'newsletter';
  const consent = {
    subscriber_id: subscriberId,
    at,
    subject,
    given: true,
    actor: 'reader',
  } as const;
  await tx
    .insertInto('consents')
    .values({ ...consent, wording: UNDO_WORDING })
    .execute();
}
