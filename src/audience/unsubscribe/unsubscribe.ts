import { type Database, inTransaction } from '../../platform/database';

/**
 * Stops everything for a reader, at once. Safe to call again: only the first time is logged.
 * Returns whether this call changed anything.
 */
export async function unsubscribe(
  db: Database,
  {
    subscriberId,
    wording,
    actor,
    at,
  }: {
    subscriberId: number;
    wording: string;
    actor: string;
    at: Date;
  },
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const stopped = await tx
      .updateTable('subscribers')
      .set({ state: 'unsubscribed', unsubscribed_at: at })
      .where('id', '=', subscriberId)
      .where('state', '=', 'confirmed')
      .returning('id')
      .executeTakeFirst();
    if (!stopped) {
      // Their own word: whoever undoes the import that stopped them does not bring them back.
      await tx.deleteFrom('import_stops').where('subscriber_id', '=', subscriberId).execute();
      return false;
    }
    await tx
      .insertInto('consents')
      .values({
        subscriber_id: subscriberId,
        at,
        subject: 'newsletter',
        given: false,
        wording,
        actor,
      })
      .execute();
    return true;
  });
}
