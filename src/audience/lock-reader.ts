import type { Database } from '../platform/database';

/**
 * Everybody locks the reader first, then sign-up attempts, one-time links and unsubscribes: one
 * order, so no deadlock. Rows that merely name the reader may still be written.
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
 * As erasing and moving do, so that no link and no cast is made in the meantime. A holder of this
 * lock must not lock deliveries, which others lock before a reader.
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

export async function lockReaderOfAttempt(tx: Database, signUpId: number): Promise<void> {
  await tx
    .selectFrom('sign_ups')
    .innerJoin('subscribers', 'subscribers.email_key', 'sign_ups.email_key')
    .select('subscribers.id')
    .where('sign_ups.id', '=', signUpId)
    .forNoKeyUpdate('subscribers')
    .execute();
}

/** The reader who confirmed the attempt in the browser that signed up. */
export async function lockReaderConfirmedBy(tx: Database, signUpId: number): Promise<void> {
  await tx
    .selectFrom('sign_ups')
    .innerJoin('subscribers', 'subscribers.id', 'sign_ups.subscriber_id')
    .select('subscribers.id')
    .where('sign_ups.id', '=', signUpId)
    .forNoKeyUpdate('subscribers')
    .execute();
}
