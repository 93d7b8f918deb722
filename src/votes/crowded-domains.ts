import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { privateDomainOf } from './domains';

const LEAST_VOTERS = 10;
const MOST_SHARE = 0.05;

/** A private domain with a larger share of a ballot, or of one tool's votes in it, than one owner should have. */
export interface CrowdedDomain {
  domain: string;
  voters: number;
  of_voters: number;
}

interface Count {
  /** Null in sums over all domains. */
  domain: string | null;
  /** Null in sums over the whole ballot. */
  tool_id: string | null;
  voters: number;
}

/**
 * The private domains that cast at least ten votes and more than 5 % of a ballot, or of a tool's votes
 * in it; one vote a mailbox. Domains that are held stay in the sums, so that holding one does not make
 * the next one crowded.
 */
export async function listCrowdedDomains(tx: Database, issueId: number): Promise<CrowdedDomain[]> {
  const counts = await countVoters(tx, issueId);
  const sums = new Map(
    counts.filter((row) => row.domain === null).map((row) => [row.tool_id, row.voters]),
  );
  const crowded = new Map<string, CrowdedDomain>();
  for (const { domain, tool_id, voters } of mergePrivate(counts)) {
    const of_voters = sums.get(tool_id)!;
    const isCrowded = voters >= LEAST_VOTERS && voters > MOST_SHARE * of_voters;
    if (isCrowded && !crowded.has(domain)) crowded.set(domain, { domain, voters, of_voters });
  }
  return [...crowded.values()];
}

/** Whoever is erased has no domain, and counts in the sums alone. */
async function countVoters(tx: Database, issueId: number): Promise<Count[]> {
  const { rows } = await sql<Count>`
    with vote as (
      select pair.tool_id, pair.mailbox_id,
        (select split_part(email_key, '@', 2) from subscribers
          where subscribers.mailbox_id = pair.mailbox_id and email_key is not null
          order by id limit 1) as domain
      from ballot_pairs as pair where issue_id = ${issueId} and (standing = 'counted'
        or standing = 'held' and exists (select from held_mailboxes as held
          where held.issue_id = pair.issue_id and held.mailbox_id = pair.mailbox_id))
    )
    select domain, tool_id, count(distinct mailbox_id) as voters from vote
    group by grouping sets ((domain, tool_id), (domain), (tool_id), ())
    having grouping(domain) = 1 or domain is not null
    order by grouping(tool_id) desc`.execute(tx);
  return rows;
}

/** The counts of private domains, with those below one registered domain put together. */
function mergePrivate(counts: Count[]) {
  const merged = new Map<string, { domain: string; tool_id: string | null; voters: number }>();
  for (const { domain: full, tool_id, voters } of counts) {
    const domain = full && privateDomainOf(full);
    if (!domain) continue;
    const key = `${domain} ${tool_id}`;
    const before = merged.get(key)?.voters ?? 0;
    merged.set(key, { domain, tool_id, voters: before + voters });
  }
  return [...merged.values()];
}
