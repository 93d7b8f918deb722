import { sql } from 'kysely';
import { type Database, databaseNow, inTransaction } from '../platform/database';

/** Submitted batches without a holder become unknown; one in flight is left to its holder. */
export async function closeCancelledBatches(db: Database): Promise<void> {
  await inTransaction(db, async (tx) => {
    await close(tx, {
      from: 'waiting',
      to: 'recorded',
      delivery: 'suppressed',
      reason: 'cancelled',
    });
    const lost = 'cancelled while its outcome was unknown';
    await close(tx, { from: 'sealed', to: 'unknown', delivery: 'unknown', reason: lost });
  });
}

async function close(
  tx: Database,
  { from, to, delivery, reason }: Record<'from' | 'to' | 'delivery' | 'reason', string>,
): Promise<void> {
  await sql`
    with closed as (
      update batches set state = ${to}, lease_until = null
      from issues
      where issues.id = batches.issue_id and issues.state = 'cancelled' and batches.state = ${from}
        and coalesce(batches.lease_until, '-infinity') < ${databaseNow}
      returning batches.id
    ), logged as (
      insert into batch_history (batch_id, at, from_state, to_state, reason)
      select id, ${databaseNow}, ${from}, ${to}, ${reason} from closed
    ), taken as (
      select deliveries.id from deliveries join closed on closed.id = batch_id
      where deliveries.state = 'waiting' order by deliveries.id for no key update of deliveries
    )
    update deliveries set state = ${delivery}, reason = ${reason}
    from taken where deliveries.id = taken.id`.execute(tx);
}
