import type { Database } from '../platform/database';

/**
 * Locks a reader. Everybody who changes what hangs on one locks the reader first, then sign-up
 * attempts, mailed links and departures: in one order nobody waits for one another for ever.
 */
export async function lockReader(tx: Database, subscriberId: number): Promise<void> {
  await tx
    .selectFrom('subscribers')
    .select('id')
    .where('id', '=', subscriberId)
    .forUpdate()
    .execute();
}

/** Locks the reader whom a mailed link belongs to. */
export async function lockReaderOfLink(tx: Database, linkId: number): Promise<void> {
  await tx
    .selectFrom('mailed_links')
    .innerJoin('subscribers', 'subscribers.id', 'mailed_links.subscriber_id')
    .select('subscribers.id')
    .where('mailed_links.id', '=', linkId)
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
    .forUpdate('subscribers')
    .execute();
}
