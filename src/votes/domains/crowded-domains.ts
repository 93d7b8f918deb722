import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { privateDomainOf } from './private-domain';

const MIN_VOTERS = 10;
const MAX_PERCENT = 5;

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

/** Held domains stay in the sums, so that holding one doesn't make the next one crowded. */
export async function listCrowdedDomains(db: Database, issueId: number): Promise<CrowdedDomain[]> {
  const counts = await countVoters(db, issueId);
  const known = await listHeldDomains(db, issueId);
  const sums = new Map(
    counts.filter((row) => row.domain === null).map((row) => [row.tool_id, row.voters]),
  );
  const crowded = new Map<string, CrowdedDomain>();
  for (const { domain, tool_id, voters } of mergePrivate(counts)) {
    const of_voters = sums.get(tool_id)!;
    const isCrowded = voters >= MIN_VOTERS && 100 * voters > MAX_PERCENT * of_voters;
    if (isCrowded && !known.includes(domain) && !crowded.has(domain))
      crowded.set(domain, { domain, voters, of_voters });
  }
  return [...crowded.values()];
}

async function listHeldDomains(db: Database, issueId: number): Promise<string[]> {
  const holds = await db
    .selectFrom('domain_holds')
    .select('domain')
    .where('issue_id', '=', issueId)
    .execute();
  return holds.map(({ domain }) => domain);
}

/** Erased readers have no domain, and count only in the sums. */
async function countVoters(db: Database, issueId: number): Promise<Count[]> {
  const { rows } = await sql<Count>`
    with vote as materialized (
      select tool_id, mailbox_id from ballot_votes where issue_id = ${issueId}
      union
      select casts.tool_id, casts.mailbox_id
      from held_mailboxes as held join casts
          on casts.issue_id = held.issue_id and casts.mailbox_id = held.mailbox_id
        join deliveries on deliveries.id = casts.delivery_id
      where held.issue_id = ${issueId} and not deliveries.joined_late
    ), voter as (
      select mailbox_id, (select split_part(email_key, '@', 2) from subscribers
        where subscribers.mailbox_id = each.mailbox_id and email_key is not null
        order by id limit 1) as domain
      from (select distinct mailbox_id from vote) as each
    )
    select domain, tool_id, count(distinct mailbox_id) as voters
    from vote join voter using (mailbox_id)
    group by grouping sets ((domain, tool_id), (domain), (tool_id), ())
    having grouping(domain) = 1 or domain is not null
    order by grouping(tool_id) desc`.execute(db);
  return rows;
}

/** Merges everything below one registered domain. */
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
