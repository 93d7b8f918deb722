import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { NOT_SENT } from './not-sent';

export interface NotSentBatch {
  id: number;
  /** Part of the key under which Resend may know it. */
  composition: number;
  sealed_at: Date;
  tries: number;
  history: { at: Date; reason: string }[];
  deliveries: { id: number; email: string | null }[];
}

/** By batch, oldest first. */
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

/** New batches never mix old ones: proof that one was sent counts for its whole new batch. */
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

/** An event that proves one of them sent either waits for this lock or came first. */
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
