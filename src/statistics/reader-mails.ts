import type { Database } from '../platform/database';
import type { Known } from './reader-log';

export function listDeliveries(db: Database, subscriberId: number) {
  return db
    .selectFrom('deliveries')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['issues.number as issue', 'deliveries.state', 'deliveries.reason'])
    .select(['deliveries.email', 'deliveries.pixel', 'deliveries.plain_links'])
    .select(['deliveries.cards_last', 'deliveries.own_votes', 'deliveries.joined_late'])
    .select(['deliveries.resend_id', 'deliveries.accepted_at', 'deliveries.delivered_at'])
    .select(['deliveries.bounced_at', 'deliveries.bounce_type', 'deliveries.bounce_subtype'])
    .select(['deliveries.complained_at', 'deliveries.failed_at', 'deliveries.failure'])
    .select('deliveries.unsubscribed_at')
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('deliveries.id')
    .execute();
}

/** Mails of deliveries sent again, before the present one. */
export function listEarlierMails(db: Database, subscriberId: number) {
  return db
    .selectFrom('earlier_mails')
    .innerJoin('deliveries', 'deliveries.id', 'earlier_mails.delivery_id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['issues.number as issue', 'earlier_mails.email', 'earlier_mails.sent_again_at'])
    .select(['earlier_mails.resend_id', 'earlier_mails.accepted_at'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('earlier_mails.batch_id')
    .execute();
}

export function listTransactionalMails(db: Database, { subscriberId, emailHash }: Known) {
  return db
    .selectFrom('outbox')
    .select(['kind', 'state', 'reason', 'address', 'subject', 'resend_id'])
    .select(['made_at', 'submitted_at', 'recorded_at', 'despite_suppression'])
    .where(({ eb, or }) =>
      or([eb('subscriber_id', '=', subscriberId), eb('address_hash', '=', emailHash)]),
    )
    .orderBy('made_at')
    .orderBy('id')
    .execute();
}

export function listOneTimeLinks(db: Database, subscriberId: number) {
  return db
    .selectFrom('one_time_links')
    .select(['kind', 'email as new_address', 'is_waiting', 'made_at', 'used_at', 'used_for'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
}

/** About issues and transactional mails. */
export function listProviderEvents(db: Database, { subscriberId, emailHash }: Known) {
  const deliveries = db
    .selectFrom('deliveries')
    .select('deliveries.id')
    .where('deliveries.subscriber_id', '=', subscriberId);
  const mails = db
    .selectFrom('outbox')
    .select('outbox.resend_id')
    .where(({ eb, or }) =>
      or([
        eb('outbox.subscriber_id', '=', subscriberId),
        eb('outbox.address_hash', '=', emailHash),
      ]),
    );
  const events = db
    .selectFrom('provider_events')
    .select(['type', 'at', 'received_at', 'outcome', 'bounce_type', 'bounce_subtype'])
    .select(['failure', 'resend_id', 'svix_id']);
  return events
    .where('delivery_id', 'in', deliveries)
    .unionAll(events.where('delivery_id', 'is', null).where('resend_id', 'in', mails))
    .orderBy('at')
    .orderBy('svix_id')
    .execute();
}

export function listSoftBounces(db: Database, subscriberId: number) {
  return db
    .selectFrom('soft_bounces')
    .select(['in_a_row', 'first_at', 'last_at'])
    .where('subscriber_id', '=', subscriberId)
    .execute();
}
