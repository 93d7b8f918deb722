import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** With fewer accepted mails a share says nothing. */
const COUNTED_FROM = 200;
/** One in 200 is already 0.5%. */
const MIN_COMPLAINTS = 3;

export interface BrakeLimits {
  bounces: number;
  complaints: number;
}

interface Counts {
  accepted: number;
  bounced: number;
  complained: number;
}

/**
 * Counts batches sealed since somebody who had seen the figures resumed the issue; both moments are
 * the database's, since senders' clocks may differ.
 */
export async function findBrakeReason(
  db: Database,
  { issueId, limits }: { issueId: number; limits: BrakeLimits },
): Promise<string | undefined> {
  const counts = await count(db, issueId, limits);
  const { accepted, bounced, complained } = counts;
  if (accepted < COUNTED_FROM) return undefined;
  if (bounced >= (limits.bounces / 100) * accepted) {
    return say(bounced, 'bounced', accepted, limits.bounces);
  }
  if (complained >= MIN_COMPLAINTS && complained >= (limits.complaints / 100) * accepted) {
    return say(complained, 'were reported as spam', accepted, limits.complaints);
  }
  return undefined;
}

/** Stops counting accepted mails once more of them could make no difference. */
async function count(db: Database, issueId: number, limits: BrakeLimits): Promise<Counts> {
  const from = sql`coalesce((
    select counts_from from sendings where issue_id = ${issueId}), '-infinity')`;
  const counted = sql`issue_id = ${issueId} and (${from} = '-infinity' or batch_id in (
    select id from batches where issue_id = ${issueId} and sealed_at >= ${from}))`;
  const { rows } = await sql<Counts>`
    with bad as materialized (
      select
        (select count(*) from deliveries where ${counted} and bounced_at is not null) as bounced,
        (select count(*) from deliveries where ${counted} and complained_at is not null)
          as complained
    )
    select bounced, complained, (
      select count(*) from (
        select from deliveries where ${counted} and state = 'accepted'
        limit (select 1 + ceil(greatest(${COUNTED_FROM}, bounced / ${limits.bounces / 100}::float8,
          case when complained >= ${MIN_COMPLAINTS}
            then complained / ${limits.complaints / 100}::float8 end)) from bad)
      ) as accepted
    ) as accepted from bad`.execute(db);
  return rows[0]!;
}

function say(bad: number, what: string, accepted: number, limit: number): string {
  const percent = Number(((100 * bad) / accepted).toFixed(2));
  return `${bad} of ${accepted} mails ${what} (${percent}%; the limit is ${limit}%)`;
}
