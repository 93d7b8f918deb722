import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import { moveBatch } from './move-batch';
import { markNotSent, NOT_SENT } from './not-sent';
import { acceptBatch } from './outcomes';

export type Resolution = 'accepted' | 'not-sent';

export interface UnknownBatch {
  id: number;
  /** With the installation's id and the batch's: the key under which Resend may know it. */
  composition: number;
  /** It was submitted at once, and `tries` times more. */
  sealed_at: Date;
  tries: number;
  reason: string;
  deliveries: { id: number; email: string | null }[];
}

/** By batch, oldest first. No event has told of any of them. */
export async function listUnknown(db: Database, issueId: number): Promise<UnknownBatch[]> {
  const { rows } = await sql<UnknownBatch>`
    select batches.id, batches.composition, batches.sealed_at, batches.tries,
      min(deliveries.reason) as reason,
      json_agg(json_build_object('id', deliveries.id, 'email', deliveries.email)
        order by deliveries.place, deliveries.id) as deliveries
    from batches join deliveries on deliveries.batch_id = batches.id
    where batches.issue_id = ${issueId} and batches.state = 'unknown'
      and deliveries.state = 'unknown'
    group by batches.id order by batches.id`.execute(db);
  return rows;
}

/** Accepted, or suppressed as not sent. False if the batch is no longer unknown. */
export async function resolveUnknown(
  db: Database,
  {
    batch,
    resolution,
    actor,
    at,
  }: { batch: UnknownBatch; resolution: Resolution; actor: string; at: Date },
): Promise<boolean> {
  const known = { batchId: batch.id, composition: batch.composition };
  const reason = `${resolution === 'accepted' ? 'accepted' : NOT_SENT}, says ${actor}`;
  if (resolution === 'accepted') return acceptBatch(db, { ...known, reason, at });
  return inTransaction(db, async (tx) => {
    const isMoved = await moveBatch(tx, { ...known, from: 'unknown', to: 'recorded', reason });
    if (isMoved) await markNotSent(tx, batch.id);
    return isMoved;
  });
}
