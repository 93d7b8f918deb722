import { type Database, inTransaction } from '../../platform/database';

/** Safe to call again: only the first call is logged. Returns whether it changed anything. */
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
      // The reader's own word: undoing the import that stopped them doesn't bring them back.
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
