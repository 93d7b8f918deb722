import { sql } from 'kysely';
import type { Database } from '../platform/database';

export interface FoundDelivery {
  id: number;
  issue_id: number;
  issue_number: number;
  subscriber_id: number;
  mailbox_id: number;
  /** Whether the reader joined after the issue's release: such votes don't count in its ballot. */
  joined_late: boolean;
  /** Whether its reader has been erased: then its links record and do nothing any more. */
  is_erased: boolean;
  pixel: boolean | null;
}

/** The delivery that a token names, with what links need to know of its issue. */
export function findDelivery(db: Database, id: number): Promise<FoundDelivery | undefined> {
  return db
    .selectFrom('deliveries')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .select([
      'deliveries.id',
      'deliveries.issue_id',
      'issues.number as issue_number',
      'deliveries.subscriber_id',
      'deliveries.mailbox_id',
      'deliveries.joined_late',
      'deliveries.pixel',
      sql<boolean>`subscribers.state = 'erased'`.as('is_erased'),
    ])
    .where('deliveries.id', '=', id)
    .executeTakeFirst();
}

/** Takes the mark back, where the reader undid it. */
export async function unmarkUnsubscribed(db: Database, deliveryId: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ unsubscribed_at: null })
    .where('id', '=', deliveryId)
    .execute();
}

/** Marks that the reader stopped by this delivery's link; the first moment stays. */
export async function markUnsubscribed(
  db: Database,
  { deliveryId, at }: { deliveryId: number; at: Date },
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ unsubscribed_at: at })
    .where('id', '=', deliveryId)
    .where('unsubscribed_at', 'is', null)
    .execute();
}
