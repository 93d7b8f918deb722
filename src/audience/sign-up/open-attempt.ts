import type { Database } from '../../platform/database';
import { HOUR_MS } from '../../platform/durations';
import { Refusal } from '../../platform/refusal';
import { CONFIRM_LINK } from '../refusal-words';

export const LIFE_MS = 48 * HOUR_MS;

export interface OpenAttempt {
  id: number;
  email: string;
  email_key: string;
  email_hash: Buffer;
  browser_hash: Buffer;
  requested_at: Date;
  /** Whether the address was suppressed when its mail was written: confirming lifts that. */
  lifts_suppression: boolean;
}

export async function findOpenAttempt(
  db: Database,
  { signUpId, at }: { signUpId: number; at: Date },
): Promise<OpenAttempt | undefined> {
  const row = await openAttempts(db, signUpId, at).executeTakeFirst();
  return row as OpenAttempt | undefined;
}

/** If its mail went out within 48 hours and nothing since speaks against it. */
export function openAttempts(db: Database, signUpId: number, at: Date) {
  return db
    .selectFrom('sign_ups')
    .select(['id', 'email', 'email_key', 'email_hash', 'browser_hash', 'requested_at'])
    .select('lifts_suppression')
    .where('id', '=', signUpId)
    .where('state', '=', 'mailed')
    .where('requested_at', '>', new Date(at.getTime() - LIFE_MS))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('suppressions')
            .select('suppressions.email_hash')
            .whereRef('suppressions.email_hash', '=', 'sign_ups.email_hash')
            .where(({ or, eb, ref }) =>
              or([eb(ref('sign_ups.lifts_suppression'), '=', false), eb('reason', '=', 'asked')]),
            ),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('subscribers')
            .select('subscribers.id')
            .whereRef('subscribers.email_key', '=', 'sign_ups.email_key')
            .whereRef('subscribers.unsubscribed_at', '>=', 'sign_ups.requested_at'),
        ),
      ),
    );
}

/** The link in the attempt's own mail stopped the address: once that is taken back, this works. */
export function suppressedByLink(): Refusal {
  return new Refusal('conflict', CONFIRM_LINK.stopped);
}

export function deadLink(): Refusal {
  return new Refusal('conflict', CONFIRM_LINK.dead);
}
