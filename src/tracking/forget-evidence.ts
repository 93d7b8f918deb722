import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';

/**
 * Clears user agent, network and headers but keeps the classes. Waits until all hits of a delivery
 * are classified, since each counts for the others. Finished readers are written down and not
 * looked at again.
 */
export async function forgetErasedEvidence(db: Database, { at }: { at: Date }): Promise<void> {
  const readers = await listUnforgotten(db);
  if (readers.length === 0) return;
  await inTransaction(db, async (tx) => {
    await clearClassified(tx, { readers, at });
    await writeDown(tx, { readers, at });
  });
}

async function listUnforgotten(db: Database): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from subscribers
    where state = 'erased' and not exists (select from forgotten_readers
      where forgotten_readers.subscriber_id = subscribers.id)`.execute(db);
  return rows.map(({ id }) => id);
}

interface Unforgotten {
  readers: number[];
  at: Date;
}

async function clearClassified(tx: Database, { readers, at }: Unforgotten): Promise<void> {
  await sql`update hits set user_agent = null, network = null, evidence = '{}', forgotten_at = ${at}
    from deliveries
    where deliveries.subscriber_id = any(${readers}::bigint[])
      and hits.delivery_id = deliveries.id and hits.forgotten_at is null
      and not exists (select from hits as young
        where young.delivery_id = deliveries.id and young.classified_at is null)`.execute(tx);
}

/** A day later: a hit recorded during the erasure has been stored by then. */
async function writeDown(tx: Database, { readers, at }: Unforgotten): Promise<void> {
  await sql`insert into forgotten_readers (subscriber_id)
    select id from subscribers
    where id = any(${readers}::bigint[]) and erased_at < ${at}::timestamptz - interval '24 hours'
      and not exists (select from hits join deliveries on deliveries.id = hits.delivery_id
        where deliveries.subscriber_id = subscribers.id and hits.forgotten_at is null)
    on conflict do nothing`.execute(tx);
}
