import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';
import { DAY_MS } from '../platform/durations';
import { feedbackId } from '../platform/feedback-id';
import type { NewId } from '../platform/ids';
import { readSettings } from '../platform/settings/settings';

export interface TransactionalMail {
  /** Such as `confirm`; becomes the mail's tag. */
  kind: string;
  address: string;
  subject: string;
  html: string;
  text: string;
  headers?: Record<string, string>;
}

/** The address is cleared once the outcome is recorded; these stay. */
export interface KeptOfRecipient {
  /** The keyed hash that the address is suppressed by. */
  address_hash: Buffer;
  /** Null if it is about nobody on the list yet. */
  subscriber_id: number | null;
  /** Whether it goes out although its address was suppressed when it was written. */
  despite_suppression?: boolean;
}

/** RFC 3834: no auto-responder answers such a mail. */
const AUTO_GENERATED = { 'Auto-Submitted': 'auto-generated' };

const KEPT_MS = 30 * DAY_MS;

/**
 * With the caller's transaction it is sent or does not exist. Its id is the idempotency key, so
 * reply address and feedback id are fixed here: under one key the bytes stay the same.
 */
export async function putMail(
  tx: Database,
  {
    mail,
    to,
    newId,
    at,
  }: { mail: TransactionalMail; to?: KeptOfRecipient; newId: NewId; at: Date },
): Promise<string> {
  const id = newId();
  const { headers = {}, ...parts } = mail;
  const settings = await readSettings(tx);
  const feedback = feedbackId(settings, { campaign: 'single', kind: mail.kind });
  await tx
    .insertInto('outbox')
    .values({
      id,
      state: 'waiting',
      ...parts,
      ...to,
      headers: JSON.stringify({
        ...AUTO_GENERATED,
        ...headers,
        ...(feedback && { 'Feedback-ID': feedback }),
      }),
      reply_to: settings['reply-to'] || null,
      made_at: at,
      not_before: databaseNow,
    })
    .execute();
  return id;
}

export interface FoundMail {
  resend_id: string | null;
  address_hash: Buffer | null;
  despite_suppression: boolean;
}

/** By Resend's id, or by our own. */
export function findMail(
  db: Database,
  { resendId, mailId }: { resendId: string; mailId: string | null },
): Promise<FoundMail | undefined> {
  return db
    .selectFrom('outbox')
    .select(['resend_id', 'address_hash', 'despite_suppression'])
    .where((either) =>
      either.or([
        either('resend_id', '=', resendId),
        either.and([either('id', '=', mailId), either('resend_id', 'is', null)]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
}

/** Those to a reader who must get no more, or to their address; unlinks their other mails. */
export async function refuseMailTo(
  tx: Database,
  { subscriberId, address, reason }: { subscriberId: number; address: string; reason: string },
): Promise<void> {
  await refuseWaiting(tx, reason)
    .where(({ eb, or }) =>
      or([eb('address', '=', address), eb('subscriber_id', '=', subscriberId)]),
    )
    .execute();
  await tx
    .updateTable('outbox')
    .set({ subscriber_id: null })
    .where('subscriber_id', '=', subscriberId)
    .execute();
}

/** In a copied database they are the original's to send. */
export async function refuseAllMail(tx: Database, { reason }: { reason: string }): Promise<void> {
  await refuseWaiting(tx, reason).execute();
}

function refuseWaiting(tx: Database, reason: string) {
  return tx
    .updateTable('outbox')
    .set({ ...CLEARED, state: 'refused', reason, recorded_at: databaseNow })
    .where('state', '=', 'waiting');
}

export const CLEARED = {
  address: null,
  subject: null,
  html: null,
  text: null,
  lease_until: null,
} as const;

/** After 30 days, by the database's clock. */
export async function pruneOutbox(db: Database): Promise<void> {
  await db
    .deleteFrom('outbox')
    .where('state', '<>', 'waiting')
    // Asked once: no index is used for a clock that may change from row to row.
    .where('recorded_at', '<', sql<Date>`(select ${databaseNowPlusMs(-KEPT_MS)})`)
    .execute();
}
