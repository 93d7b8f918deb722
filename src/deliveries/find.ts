import type { Database } from '../platform/database';

export interface FoundDelivery {
  id: number;
  subscriber_id: number;
  issue_number: number;
}

export function findDelivery(db: Database, id: number): Promise<FoundDelivery | undefined> {
  return db
    .selectFrom('deliveries')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['deliveries.id', 'deliveries.subscriber_id', 'issues.number as issue_number'])
    .where('deliveries.id', '=', id)
    .executeTakeFirst();
}

/** By our tag on the mail or by Resend's id. */
export async function findIssueOfMail(
  db: Database,
  { deliveryId, resendId }: { deliveryId: number | null; resendId: string | null },
): Promise<number | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select('issue_id')
    .where(({ eb, or }) => or([eb('id', '=', deliveryId), eb('resend_id', '=', resendId)]))
    .limit(1)
    .executeTakeFirst();
  return row?.issue_id;
}

export async function unmarkUnsubscribed(db: Database, deliveryId: number): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ unsubscribed_at: null })
    .where('id', '=', deliveryId)
    .execute();
}

/** The first moment stays. */
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
