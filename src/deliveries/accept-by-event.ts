import { type Selectable, sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Deliveries } from '../platform/schema';
import { correctNotSent, NOT_SENT } from './not-sent';
import { acceptBatch } from './settle';

interface Tagged {
  deliveryId: number;
  resendId: string;
  /** Whether the event was about mail to this address. */
  isRecipient: (email: string) => boolean;
  /** When we heard of it. */
  at: Date;
}

/** The deliveries that these ids of Resend's belong to, by them. */
export async function findByResendIds(
  db: Database,
  resendIds: string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; resend_id: string }>`
    select min(id) as id, resend_id from deliveries
    where resend_id = any(${resendIds}) group by resend_id`.execute(db);
  return new Map(rows.map(({ id, resend_id }) => [resend_id, id]));
}

/**
 * Locks deliveries that are about to be marked, in the order in which everybody locks them, so that
 * two who mark many at once do not wait for one another for ever.
 */
export async function lockDeliveries(tx: Database, ids: number[]): Promise<void> {
  await sql`select from deliveries where id = any(${ids}) order by id for no key update`.execute(
    tx,
  );
}

/** The delivery that Resend's id belongs to. */
export async function findByResendId(db: Database, resendId: string): Promise<number | undefined> {
  return (await findByResendIds(db, [resendId])).get(resendId);
}

/**
 * Resend took the mail of a delivery whose id we did not know: an event with its tag says so. Batches
 * are strict, so one such mail proves that its whole sealed or unknown batch was accepted. Returns
 * whether the event is about this delivery; if not, nothing has changed.
 */
export async function acceptByEvent(
  tx: Database,
  { deliveryId, resendId, isRecipient, at }: Tagged,
): Promise<boolean> {
  const row = await lockWithBatch(tx, deliveryId);
  if (!row) return false;
  if (row.resend_id !== null) return row.resend_id === resendId;
  if (!mayBeAccepted(row) || row.email === null || !isRecipient(row.email)) return false;
  const { batch_id: batchId, composition } = row;
  await acceptBatch(tx, { batchId, composition, reason: 'an event proved it accepted', at });
  if (row.state === 'suppressed') await correctNotSent(tx, { batchId, at });
  await acceptOne(tx, { deliveryId, resendId, at });
  return true;
}

/** Also where a person said that it was never sent: an event knows better. */
function mayBeAccepted({ state, reason }: Locked): boolean {
  if (state === 'suppressed') return reason === NOT_SENT;
  return state === 'waiting' || state === 'unknown' || state === 'accepted';
}

interface Locked {
  state: Selectable<Deliveries>['state'];
  reason: string | null;
  email: string | null;
  resend_id: string | null;
  batch_id: number;
  composition: number;
}

/** Locked in the senders' order, the batch before its deliveries; a halved batch's row may move. */
async function lockWithBatch(tx: Database, deliveryId: number): Promise<Locked | undefined> {
  const before = await tx
    .selectFrom('deliveries')
    .select('batch_id')
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  if (!before) return undefined;
  const batch = await tx
    .selectFrom('batches')
    .select('composition')
    .where('id', '=', before.batch_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const row = await tx
    .selectFrom('deliveries')
    .select(['state', 'reason', 'email', 'resend_id', 'batch_id'])
    .where('id', '=', deliveryId)
    .executeTakeFirstOrThrow();
  return row.batch_id === before.batch_id ? { ...row, ...batch } : lockWithBatch(tx, deliveryId);
}

/** Also where its batch is being composed anew: who has the mail must not get it again. */
async function acceptOne(
  tx: Database,
  { deliveryId, resendId, at }: Omit<Tagged, 'isRecipient'>,
): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set(({ fn, val }) => ({
      state: 'accepted',
      reason: null,
      resend_id: resendId,
      accepted_at: fn.coalesce('accepted_at', val(at)),
    }))
    .where('id', '=', deliveryId)
    .execute();
}
