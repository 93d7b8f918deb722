import { sql } from 'kysely';
import { type Database, databaseNow, databaseNowPlusMs } from '../platform/database';
import { leaseEnd } from '../platform/lease';
import { KEY_LIFE_MS } from './key-life';
import { CLEARED, type TransactionalMail } from './outbox';

export interface TakenMail extends Required<TransactionalMail> {
  id: string;
  reply_to: string | null;
  address_hash: Buffer | null;
  despite_suppression: boolean;
  tries: number;
  lease_until: Date;
  /** Whether its key may have been forgotten since its first submission. */
  is_over: boolean;
}

/** Leases the mail that has waited longest; skips those that another process holds. */
export async function takeMail(db: Database): Promise<TakenMail | undefined> {
  const free = db
    .selectFrom('outbox')
    .select('id')
    .where('state', '=', 'waiting')
    .where('not_before', '<=', databaseNow)
    .where(sql<boolean>`coalesce(lease_until, '-infinity') < ${databaseNow}`)
    .orderBy('not_before')
    .limit(1)
    .forUpdate()
    .skipLocked();
  const row = await db
    .updateTable('outbox')
    .set({
      lease_until: leaseEnd,
      submitted_at: sql<Date>`coalesce(submitted_at, ${databaseNow})`,
    })
    .where('id', '=', free)
    .returning(['id', 'kind', 'address', 'subject', 'html', 'text', 'headers', 'tries'])
    .returning(['reply_to', 'address_hash', 'despite_suppression', 'lease_until'])
    .returning(sql<boolean>`submitted_at < ${databaseNowPlusMs(-KEY_LIFE_MS)}`.as('is_over'))
    .executeTakeFirst();
  return row as TakenMail | undefined;
}

type Held = Pick<TakenMail, 'id' | 'lease_until'>;

/** Clears address and body. Does nothing if the lease has passed to somebody else. */
export async function recordMailOutcome(
  db: Database,
  { id, lease_until }: Held,
  end: { state: 'accepted' | 'refused' | 'unknown'; resend_id?: string; reason?: string },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({ ...CLEARED, ...end, recorded_at: databaseNow })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('lease_until', '=', lease_until)
    .execute();
}

/** It is submitted again under the same key; a rate limit counts as no try. */
export async function putBackMail(
  db: Database,
  { id, lease_until }: Held,
  { waitMs, isTry }: { waitMs: number; isTry: boolean },
): Promise<void> {
  await db
    .updateTable('outbox')
    .set({
      lease_until: null,
      not_before: databaseNowPlusMs(waitMs),
      tries: sql`tries + ${isTry ? 1 : 0}`,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .where('lease_until', '=', lease_until)
    .execute();
}
