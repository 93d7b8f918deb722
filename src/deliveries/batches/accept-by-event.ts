import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { acceptEarlierMail, type EarlierMail, listEarlierMails } from './earlier-mails';
import { type LockedDelivery, lockWithBatch } from './lock-with-batch';
import { correctNotSent, NOT_SENT } from './not-sent';
import { acceptBatch } from './outcomes';

interface Tagged {
  deliveryId: number;
  resendId: string;
  isRecipient: (email: string) => boolean;
  at: Date;
}

/** By their present mail or an earlier one. */
export async function findByResendIds(
  db: Database,
  resendIds: string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; resend_id: string }>`
    select min(id) as id, resend_id from (
      select id, resend_id from deliveries where resend_id = any(${resendIds})
      union all
      select delivery_id, resend_id from earlier_mails where resend_id = any(${resendIds})
    ) as mail group by resend_id`.execute(db);
  return new Map(rows.map(({ id, resend_id }) => [resend_id, id]));
}

/** In the order that everybody uses, so that concurrent updates never deadlock. */
export async function lockDeliveries(tx: Database, ids: number[]): Promise<void> {
  await sql`select from deliveries where id = any(${ids}) order by id for no key update`.execute(
    tx,
  );
}

export async function findByResendId(db: Database, resendId: string): Promise<number | undefined> {
  return (await findByResendIds(db, [resendId])).get(resendId);
}

/**
 * Batches are strict, so one accepted mail proves that its whole sealed or unknown batch was.
 * False, and nothing changed, if the event is about another mail.
 */
export async function acceptByEvent(tx: Database, tagged: Tagged): Promise<boolean> {
  const { deliveryId, resendId, at } = tagged;
  const row = await lockWithBatch(tx, deliveryId);
  if (!row) return false;
  if (row.resend_id === resendId) return true;
  const earlier = row.was_sent_again ? await listEarlierMails(tx, deliveryId) : [];
  if (earlier.some((mail) => mail.resend_id === resendId)) return true;
  const meant = findMailMeant(row, earlier, tagged);
  if (meant === undefined) return false;
  if (meant === PRESENT) await acceptPresent(tx, row, { deliveryId, resendId, at });
  else await acceptEarlierMail(tx, { deliveryId, batchId: meant, resendId, at });
  return true;
}

const PRESENT = 'present';

/**
 * All mails of a delivery have the same tag. If both are possible, the readers of the present batch
 * have the mail either way, and Resend's answer puts the ids right.
 */
function findMailMeant(
  row: LockedDelivery,
  earlier: EarlierMail[],
  { isRecipient }: Tagged,
): typeof PRESENT | number | undefined {
  const open = earlier.filter(
    ({ email, resend_id }) => resend_id === null && email !== null && isRecipient(email),
  );
  const proven = open.find((mail) => mail.accepted_at !== null);
  if (proven) return proven.batch_id;
  const mayBePresent = earlier.length === 0 || isInSubmittedBatch(row);
  if (mayBePresent && mayBeAccepted(row) && isRecipient(row.email!)) return PRESENT;
  return open[0]?.batch_id;
}

/** A waiting batch, even one that waits again, is known not to be with Resend. */
function isInSubmittedBatch({ batch_state, place }: LockedDelivery): boolean {
  return batch_state !== 'waiting' && place !== null;
}

/** Includes mails that a person said were never sent: an event knows better. */
function mayBeAccepted({ state, reason, email, resend_id }: LockedDelivery): boolean {
  if (resend_id !== null || email === null) return false;
  if (state === 'suppressed') return reason === NOT_SENT;
  return state === 'waiting' || state === 'unknown' || state === 'accepted';
}

async function acceptPresent(
  tx: Database,
  { batch_id: batchId, composition, state }: LockedDelivery,
  accepted: Accepted,
): Promise<void> {
  const { at } = accepted;
  await acceptBatch(tx, { batchId, composition, reason: 'an event proved it accepted', at });
  if (state === 'suppressed') await correctNotSent(tx, { batchId, at });
  await acceptOne(tx, accepted);
}

type Accepted = Omit<Tagged, 'isRecipient'>;

/** Even while its batch is recomposed: a reader who has the mail must not get it again. */
async function acceptOne(tx: Database, { deliveryId, resendId, at }: Accepted): Promise<void> {
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
