import type { Database } from '../platform/database';

/**
 * Locks a reader. Everybody who changes what hangs on one locks the reader first, then sign-up
 * attempts, one-time links and unsubscribes: in one order nobody waits for one another for ever. Rows that
 * merely name the reader, a plan's deliveries say, may be written meanwhile.
 */
export async function lockReader(tx: Database, subscriberId: number): Promise<void> {
  await tx
    .selectFrom('subscribers')
    .select('id')
    .where('id', '=', subscriberId)
    .forNoKeyUpdate()
    .execute();
}

/**
 * Locks the reader whom a one-time link belongs to, as whoever erases or moves one does: no link is made
 * meanwhile, and no cast. Who holds this lock takes no delivery, which others lock before a reader.
 */
export async function lockReaderOfLink(tx: Database, linkId: number): Promise<void> {
  await tx
    .selectFrom('one_time_links')
    .innerJoin('subscribers', 'subscribers.id', 'one_time_links.subscriber_id')
    .select('subscribers.id')
    .where('one_time_links.id', '=', linkId)
    .forUpdate('subscribers')
    .execute();
}

/** Locks the reader whose address a sign-up attempt is for, where there is one. */
export async function lockReaderOfAttempt(tx: Database, signUpId: number): Promise<void> {
  await tx
    .selectFrom('sign_ups')
    .innerJoin('subscribers', 'subscribers.email_key', 'sign_ups.email_key')
    .select('subscribers.id')
    .where('sign_ups.id', '=', signUpId)
    .forNoKeyUpdate('subscribers')
    .execute();
}

/** Locks the reader who confirmed a sign-up attempt in the browser that signed up. */
export async function lockReaderConfirmedBy(tx: Database, signUpId: number): Promise<void> {
  await tx
    .selectFrom('sign_ups')
    .innerJoin('subscribers', 'subscribers.id', 'sign_ups.subscriber_id')
    .select('subscribers.id')
    .where('sign_ups.id', '=', signUpId)
    .forNoKeyUpdate('subscribers')
    .execute();
}
