import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { NOT_SENT } from './not-sent';

/** A batch of which a person said that it was never sent, and all that is known of it. */
export interface NotSentBatch {
  id: number;
  /** With the installation's id and the batch's: the key under which Resend may know it. */
  composition: number;
  sealed_at: Date;
  tries: number;
  /** Why nobody could say what became of it, and who then said that it was not sent. */
  history: { at: Date; reason: string }[];
  deliveries: { id: number; email: string | null }[];
}

/** The deliveries of an issue that a person said were not sent, by batch, oldest first. */
export async function listNotSent(db: Database, issueId: number): Promise<NotSentBatch[]> {
  const { rows } = await sql<NotSentBatch & { history: { at: string; reason: string }[] }>`
    select batches.id, batches.composition, batches.sealed_at, batches.tries,
      (select json_agg(json_build_object('at', at, 'reason', reason) order by id)
        from batch_history where batch_id = batches.id
        and 'unknown' in (from_state, to_state)) as history,
      json_agg(json_build_object('id', deliveries.id, 'email', deliveries.email)
        order by deliveries.place, deliveries.id) as deliveries
    from batches join deliveries on deliveries.batch_id = batches.id
    where deliveries.issue_id = ${issueId} and deliveries.state = 'suppressed'
      and deliveries.reason = ${NOT_SENT}
    group by batches.id order by batches.id`.execute(db);
  return rows.map((row) => ({
    ...row,
    history: row.history.map(({ at, reason }) => ({ at: new Date(at), reason })),
  }));
}

/**
 * Lets the deliveries that a person said were not sent wait again, those of each batch in a new batch
 * under a new key, and keeps which mail each had before. New batches never mix the old ones: what
 * proves one of them sent says so of all readers of its new one.
 */
export async function queueAgain(
  tx: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<{ batches: number; deliveries: number }> {
  const queued = { batches: 0, deliveries: 0 };
  for (const batchId of await lockNotSent(tx, issueId)) {
    queued.batches += 1;
    queued.deliveries += await moveToNewBatch(tx, { batchId, at });
  }
  return queued;
}

/** An event that proves one of them sent waits, or has come first: then it is not among them. */
async function lockNotSent(tx: Database, issueId: number): Promise<number[]> {
  const notSent = sql<boolean>`exists (select from deliveries where batch_id = batches.id
    and state = 'suppressed' and reason = ${NOT_SENT})`;
  const batches = tx.selectFrom('batches').select('id').where('issue_id', '=', issueId);
  const recorded = batches.where('state', '=', 'recorded');
  await recorded.where(notSent).orderBy('id').forUpdate().execute();
  return (await recorded.where(notSent).orderBy('id').execute()).map(({ id }) => id);
}

async function moveToNewBatch(
  tx: Database,
  { batchId, at }: { batchId: number; at: Date },
): Promise<number> {
  const { rows } = await sql`
    with earlier as (
      insert into earlier_mails (delivery_id, batch_id, place, email, sent_again_at)
      select id, batch_id, place, email, ${at} from deliveries
      where batch_id = ${batchId} and state = 'suppressed' and reason = ${NOT_SENT}
      returning delivery_id
    ), batch as (
      insert into batches (issue_id, state)
      select issue_id, 'waiting' from batches where id = ${batchId} returning id
    )
    update deliveries set state = 'waiting', reason = null, batch_id = batch.id, place = null
    from batch, earlier where deliveries.id = earlier.delivery_id
    returning deliveries.id`.execute(tx);
  return rows.length;
}
