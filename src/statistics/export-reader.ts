import type { Database } from '../platform/database';

/** Everything kept of one reader, as plain data: what a person may ask for under the law. */
export async function exportReader(db: Database, subscriberId: number) {
  const reader = await db
    .selectFrom('subscribers')
    .select(['email', 'state', 'created_at', 'confirmed_at', 'unsubscribed_at'])
    .select(['opens_consent_at', 'opens_refused_at', 'plain_links', 'paused_until'])
    .select(['paused_issues', 'topics'])
    .where('id', '=', subscriberId)
    .executeTakeFirstOrThrow();
  return {
    reader,
    consents: await listConsents(db, subscriberId),
    departures: await listDepartures(db, subscriberId),
    deliveries: await listDeliveries(db, subscriberId),
    hits: await listHits(db, subscriberId),
    votes: await listCasts(db, subscriberId),
  };
}

function listConsents(db: Database, subscriberId: number) {
  return db
    .selectFrom('consents')
    .select(['at', 'subject', 'given', 'wording', 'actor'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
}

function listDepartures(db: Database, subscriberId: number) {
  return db
    .selectFrom('departures')
    .select(['at', 'way', 'reason', 'undone_at'])
    .where('subscriber_id', '=', subscriberId)
    .orderBy('id')
    .execute();
}

function listDeliveries(db: Database, subscriberId: number) {
  return db
    .selectFrom('deliveries')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['issues.number as issue', 'deliveries.state', 'deliveries.reason'])
    .select([
      'deliveries.email',
      'deliveries.pixel',
      'deliveries.plain_links',
      'deliveries.cards_last',
    ])
    .select(['deliveries.accepted_at', 'deliveries.unsubscribed_at'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('deliveries.id')
    .execute();
}

function listHits(db: Database, subscriberId: number) {
  return db
    .selectFrom('hits')
    .innerJoin('deliveries', 'deliveries.id', 'hits.delivery_id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['hits.at', 'issues.number as issue', 'hits.kind', 'hits.link_n as link'])
    .select(['hits.user_agent', 'hits.network', 'hits.evidence', 'hits.judgement'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('hits.id')
    .execute();
}

function listCasts(db: Database, subscriberId: number) {
  return db
    .selectFrom('casts')
    .innerJoin('tools', 'tools.id', 'casts.tool_id')
    .innerJoin('issues', 'issues.id', 'casts.issue_id')
    .select(['casts.at', 'issues.number as issue', 'tools.name as tool', 'casts.choice'])
    .where('casts.subscriber_id', '=', subscriberId)
    .orderBy('casts.id')
    .execute();
}
