import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';
import { MINUTE_MS } from '../platform/durations';
import { classifyDeliveries, dueBefore } from './classify-deliveries';
import { countVotes } from './count-votes';
import { settleCasts } from './settle-casts';

const DELIVERIES_PER_BATCH = 200;
const SETTLED_AFTER_MS = 15 * MINUTE_MS;

export interface SettledVotes {
  classified: number;
  settled: number;
}

/** May run on two machines at once: each delivery is one machine's. */
export async function settleVotes(db: Database, { at }: { at: Date }): Promise<SettledVotes> {
  const classified = await classifyInBatches(db, at, (tx) => takeDue(tx, at));
  return { classified, settled: await inTransaction(db, (tx) => settleOldCasts(tx, at)) };
}

/** Erased readers' hits keep their class, since their evidence is forgotten. */
export async function reclassify(db: Database, { at }: { at: Date }): Promise<SettledVotes> {
  let last = 0;
  const classified = await classifyInBatches(db, at, async (tx) => {
    const ids = await takeNext(tx, last);
    last = ids.at(-1) ?? last;
    return ids;
  });
  return { classified, settled: await inTransaction(db, (tx) => settleOldCasts(tx, at)) };
}

async function classifyInBatches(
  db: Database,
  at: Date,
  take: (tx: Database) => Promise<number[]>,
): Promise<number> {
  for (let total = 0; ; ) {
    const classified = await inTransaction(db, async (tx) => {
      const deliveryIds = await take(tx);
      if (deliveryIds.length === 0) return null;
      const { hits, touched } = await classifyDeliveries(tx, { deliveryIds, at });
      await countVotes(tx, touched);
      return hits;
    });
    if (classified === null) return total;
    total += classified;
  }
}

/** A delivery busy with a cast or a classification waits a minute. */
async function takeDue(tx: Database, at: Date): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from deliveries where id in (
      select delivery_id from hits where classified_at is null and at <= ${dueBefore(at)})
    order by id limit ${DELIVERIES_PER_BATCH} for no key update skip locked`.execute(tx);
  return rows.map((row) => row.id);
}

async function takeNext(tx: Database, after: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from deliveries
    where id > ${after} and exists (select from hits where hits.delivery_id = deliveries.id)
    order by id limit ${DELIVERIES_PER_BATCH} for no key update`.execute(tx);
  return rows.map((row) => row.id);
}

/** From fifteen minutes on a provisional cast counts. */
async function settleOldCasts(tx: Database, at: Date): Promise<number> {
  const { settled, touched } = await settleCasts(tx, {
    at,
    until: new Date(at.getTime() - SETTLED_AFTER_MS),
  });
  await countVotes(tx, touched);
  return settled;
}
