import { addressChangeBucket } from '../audience/mail-address-changes';
import { addressBucket, returnBucket } from '../audience/sign-up/sign-up-limits';
import type { Database } from '../platform/database';
import {
  listConsents,
  listLifts,
  listLimits,
  listSignUps,
  listSuppressionLinks,
  listSuppressions,
  listUnsubscribes,
} from './reader-log';
import {
  listDeliveries,
  listEarlierMails,
  listOneTimeLinks,
  listProviderEvents,
  listSoftBounces,
  listTransactionalMails,
} from './reader-mails';
import {
  listCasts,
  listCountedVotes,
  listDomainHolds,
  listFrozenVotes,
  listHitHours,
  listHits,
} from './reader-votes';
import { withoutNames } from './without-names';

/**
 * What a person may ask for under the law. Left out: keyed hashes, ids that only link rows, bodies
 * of mails (their links prove access to the mailbox), names of staff, and the network of a sign-up
 * form.
 */
export async function exportReader(db: Database, subscriberId: number) {
  const { email_hash, mailbox_id, ...reader } = await getReader(db, subscriberId);
  const known = { subscriberId, emailHash: email_hash };
  const buckets = [
    `mailed-link:${subscriberId}`,
    ...(email_hash
      ? [addressBucket, returnBucket, addressChangeBucket].map((bucketOf) => bucketOf(email_hash))
      : []),
  ];
  return {
    reader,
    consents: withoutNames(await listConsents(db, subscriberId)),
    sign_ups: await listSignUps(db, known),
    unsubscribes: await listUnsubscribes(db, subscriberId),
    suppressions: withoutNames(await listSuppressions(db, email_hash)),
    suppression_lifts: await listLifts(db, email_hash),
    suppression_links: await listSuppressionLinks(db, email_hash),
    limits: await listLimits(db, buckets),
    deliveries: await listDeliveries(db, subscriberId),
    earlier_mails: await listEarlierMails(db, subscriberId),
    transactional_mails: await listTransactionalMails(db, known),
    one_time_links: await listOneTimeLinks(db, subscriberId),
    provider_events: await listProviderEvents(db, known),
    soft_bounces: await listSoftBounces(db, subscriberId),
    hits: await listHits(db, subscriberId),
    hit_hours: await listHitHours(db, subscriberId),
    votes: await listCasts(db, subscriberId),
    counted_votes: await listCountedVotes(db, mailbox_id),
    frozen_votes: await listFrozenVotes(db, mailbox_id),
    domain_holds: withoutNames(await listDomainHolds(db, mailbox_id)),
  };
}

function getReader(db: Database, subscriberId: number) {
  return db
    .selectFrom('subscribers')
    .select(['email', 'state', 'created_at', 'confirmed_at', 'unsubscribed_at', 'erased_at'])
    .select(['opens_consent_at', 'opens_refused_at', 'plain_links', 'paused_until'])
    .select(['paused_issues', 'topics', 'email_hash', 'mailbox_id'])
    .where('id', '=', subscriberId)
    .executeTakeFirstOrThrow();
}
