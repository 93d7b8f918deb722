import { type Database, inTransaction } from '../../platform/database';
import type { Unsubscribes } from '../../platform/schema';
import { lockReader } from '../lock-reader';
import { hashSecret } from '../sign-up/browser-secret';
import { unsubscribeWording } from '../wording';
import { findUndoable } from './undo-unsubscribe';
import { unsubscribe } from './unsubscribe';

export type UnsubscribeReason = NonNullable<Unsubscribes['reason']>;

export const UNSUBSCRIBE_REASONS: Record<UnsubscribeReason, string> = {
  'too-many': 'Too many emails',
  'not-for-me': 'Not relevant to me',
  'never-asked': 'I never signed up',
  other: 'Something else',
};

interface UnsubscribeRequest {
  subscriberId: number;
  /** Null for a link that names the reader. */
  delivery: { id: number; issue_number: number } | null;
  at: Date;
}

/**
 * The browser that pressed may undo it for 30 minutes, and its second press is the same request;
 * another browser's press voids that undo. Whether this call changed anything.
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

/** For good: the header's POST (RFC 8058). */
export async function unsubscribeByHeader(
  db: Database,
  request: UnsubscribeRequest,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await lockReader(tx, request.subscriberId);
    return stopEverything(tx, request, { way: 'header', reason: null, undo_hash: null });
  });
}

/** The last stop wins: every earlier undo is void. */
async function stopEverything(
  tx: Database,
  { subscriberId, delivery, at }: UnsubscribeRequest,
  how: Pick<Unsubscribes, 'way' | 'reason' | 'undo_hash'>,
): Promise<boolean> {
  await voidUndos(tx, subscriberId);
  const wording = unsubscribeWording(delivery?.issue_number);
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
