import { type Database, inTransaction } from '../../platform/database';
import type { Unsubscribes } from '../../platform/schema';
import { lockReader } from '../lock-reader';
import { hashSecret } from '../sign-up/browser-secret';
import { findUndoable } from './undo-unsubscribe';
import { unsubscribe } from './unsubscribe';

export type UnsubscribeReason = NonNullable<Unsubscribes['reason']>;

export const UNSUBSCRIBE_REASONS: Record<UnsubscribeReason, string> = {
  'too-many': 'Too many mails',
  'not-for-me': 'Not about what I do',
  'never-asked': 'I never asked for it',
  other: 'Something else',
};

interface UnsubscribeRequest {
  subscriberId: number;
  /** The issue's mail whose link was used; null for a link that names the reader. */
  delivery: { id: number; issue_number: number } | null;
  at: Date;
}

/**
 * Stops everything by the page's button; the browser that pressed it may undo it for 30 minutes. Pressed
 * again there it is the same request; by any other browser it is a later one, which voids that undo.
 * Returns whether this call changed anything.
 */
export function unsubscribeByPage(
  db: Database,
  request: UnsubscribeRequest & { reason: UnsubscribeReason | null; browserSecret: string },
): Promise<boolean> {
  const { reason, browserSecret } = request;
  return inTransaction(db, async (tx) => {
    await lockReader(tx, request.subscriberId);
    if (await findUndoable(tx, request)) return false;
    const how = { way: 'page', reason, undo_hash: hashSecret(browserSecret) } as const;
    return stopEverything(tx, request, how);
  });
}

/** Stops everything by the header's POST (RFC 8058), for good. */
export async function unsubscribeByHeader(
  db: Database,
  request: UnsubscribeRequest,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await lockReader(tx, request.subscriberId);
    return stopEverything(tx, request, { way: 'header', reason: null, undo_hash: null });
  });
}

/** Whoever stops last has the last word: every earlier undo is void. */
async function stopEverything(
  tx: Database,
  { subscriberId, delivery, at }: UnsubscribeRequest,
  how: Pick<Unsubscribes, 'way' | 'reason' | 'undo_hash'>,
): Promise<boolean> {
  await voidUndos(tx, subscriberId);
  const wording = delivery
    ? `unsubscribe link of issue ${delivery.issue_number}`
    : 'unsubscribe link of a transactional mail';
  if (!(await unsubscribe(tx, { subscriberId, wording, actor: 'reader', at }))) return false;
  await tx
    .insertInto('unsubscribes')
    .values({ subscriber_id: subscriberId, delivery_id: delivery?.id ?? null, at, ...how })
    .execute();
  return true;
}

export async function voidUndos(tx: Database, subscriberId: number): Promise<void> {
  await tx
    .updateTable('unsubscribes')
    .set({ undo_hash: null })
    .where('subscriber_id', '=', subscriberId)
    .where('undo_hash', 'is not', null)
    .execute();
}
