import { sql } from 'kysely';
import type { Database } from '../platform/database';

export function listHits(db: Database, subscriberId: number) {
  return db
    .selectFrom('hits')
    .innerJoin('deliveries', 'deliveries.id', 'hits.delivery_id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['hits.at', 'issues.number as issue', 'hits.kind', 'hits.link_n', 'hits.method'])
    .select(['hits.user_agent', 'hits.network', 'hits.evidence', 'hits.forgotten_at'])
    .select(['hits.class', 'hits.reasons', 'hits.rule_version', 'hits.classified_at'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('hits.id')
    .execute();
}

/** Past a hundred an hour hits are only counted. */
export function listHitHours(db: Database, subscriberId: number) {
  return db
    .selectFrom('hit_hours')
    .innerJoin('deliveries', 'deliveries.id', 'hit_hours.delivery_id')
    .innerJoin('issues', 'issues.id', 'deliveries.issue_id')
    .select(['issues.number as issue', 'hit_hours.hour', 'hit_hours.is_press', 'hit_hours.hits'])
    .where('deliveries.subscriber_id', '=', subscriberId)
    .orderBy('hit_hours.hour')
    .execute();
}

/** Every press and script report, with its class. */
export function listCasts(db: Database, subscriberId: number) {
  return db
    .selectFrom('casts')
    .innerJoin('tools', 'tools.id', 'casts.tool_id')
    .innerJoin('issues', 'issues.id', 'casts.issue_id')
    .leftJoin('cast_classifications', 'cast_classifications.cast_id', 'casts.id')
    .select(['casts.at', 'issues.number as issue', 'tools.name as tool', 'casts.choice'])
    .select(['casts.standing', 'cast_classifications.held', 'cast_classifications.reasons'])
    .select(['cast_classifications.rule_version', 'cast_classifications.classified_at'])
    .select('cast_classifications.settled_at')
    .where('casts.subscriber_id', '=', subscriberId)
    .orderBy('casts.id')
    .execute();
}

/** By tool; everybody who reads the mailbox shares them. */
export function listCountedVotes(db: Database, mailboxId: number) {
  return db
    .selectFrom('votes')
    .innerJoin('tools', 'tools.id', 'votes.tool_id')
    .select(['tools.name as tool', 'votes.choice'])
    .where('votes.mailbox_id', '=', mailboxId)
    .orderBy('tools.name')
    .execute();
}

/** As frozen with an issue's ballot: a character for each of its tools, `+`, `-` or `.`. */
export function listFrozenVotes(db: Database, mailboxId: number) {
  return db
    .selectFrom('ballot_voters')
    .innerJoin('issues', 'issues.id', 'ballot_voters.issue_id')
    .select(['issues.number as issue', 'ballot_voters.own_votes'])
    .select(
      sql<string[]>`array(select tools.name from links join tools on tools.id = links.tool_id
        where links.issue_id = issues.id and links.kind = 'vote'
        group by tools.id order by min(links.n))`.as('tools'),
    )
    .where('ballot_voters.mailbox_id', '=', mailboxId)
    .orderBy('issues.number')
    .execute();
}

/** Ballots in which the whole domain's votes were held for an editor. */
export function listDomainHolds(db: Database, mailboxId: number) {
  return db
    .selectFrom('held_mailboxes')
    .innerJoin('domain_holds', 'domain_holds.id', 'held_mailboxes.hold_id')
    .innerJoin('issues', 'issues.id', 'held_mailboxes.issue_id')
    .select(['issues.number as issue', 'domain_holds.domain', 'domain_holds.state'])
    .select(['domain_holds.held_at', 'domain_holds.decided_at', 'domain_holds.actor'])
    .where('held_mailboxes.mailbox_id', '=', mailboxId)
    .orderBy('domain_holds.id')
    .execute();
}
