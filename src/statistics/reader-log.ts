import type { Database } from '../platform/database';
import { withoutName } from './without-names';

export interface Known {
  subscriberId: number;
  emailHash: Buffer | null;
}

export function listConsents(db: Database, subscriberId: number) {
  return db
    .selectFrom('consents')
    .select(['at', 'subject', 'given', 'wording', 'actor'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
}

/**
 * Only those still open or just confirmed: nobody knows whose the others are. Their network is that
 * of the person who typed the address, and is deleted at the confirmation.
 */
export function listSignUps(db: Database, { subscriberId, emailHash }: Known) {
  return db
    .selectFrom('sign_ups')
    .select(['email', 'state', 'requested_at', 'confirmed_at', 'same_browser'])
    .select(['lifts_suppression', 'proof'])
    .where(({ eb, or }) =>
      or([eb('email_hash', '=', emailHash), eb('subscriber_id', '=', subscriberId)]),
    )
    .orderBy('id')
    .execute();
}

export function listUnsubscribes(db: Database, subscriberId: number) {
  return db
    .selectFrom('unsubscribes')
    .leftJoin('deliveries', 'deliveries.id', 'unsubscribes.delivery_id')
    .leftJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select([
      'unsubscribes.at',
      'issues.number as issue',
      'unsubscribes.way',
      'unsubscribes.reason',
    ])
    .select('unsubscribes.undone_at')
    .where('unsubscribes.subscriber_id', '=', subscriberId)
    .orderBy('unsubscribes.id')
    .execute();
}

export function listSuppressions(db: Database, emailHash: Buffer | null) {
  return db
    .selectFrom('suppressions')
    .select(['reason', 'at', 'actor'])
    .where('email_hash', '=', emailHash)
    .execute();
}

/** How often something was asked for, until its window ends. */
export function listLimits(db: Database, buckets: string[]) {
  return db
    .selectFrom('limits')
    .select(['bucket', 'count', 'ends_at'])
    .where('bucket', 'in', buckets)
    .orderBy('bucket')
    .execute();
}

/** Of the reader's address. */
export async function listLifts(db: Database, emailHash: Buffer | null) {
  const rows = await db
    .selectFrom('suppression_lifts')
    .select(['reason', 'suppressed_at', 'suppressed_by', 'lifted_at', 'lifted_by', 'why'])
    .where('email_hash', '=', emailHash)
    .orderBy('id')
    .execute();
  return rows.map(({ suppressed_by, lifted_by, ...row }) => ({
    ...row,
    suppressed_by: withoutName(suppressed_by),
    lifted_by: withoutName(lifted_by),
  }));
}

/** Links by which somebody at the address can stop all mail to it. */
export function listSuppressionLinks(db: Database, emailHash: Buffer | null) {
  return db
    .selectFrom('suppression_links')
    .select('made_at')
    .where('email_hash', '=', emailHash)
    .orderBy('id')
    .execute();
}
