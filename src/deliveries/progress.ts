import { sql } from 'kysely';
import { type Database, databaseNow } from '../platform/database';

/** Over 300 moves a second for a whole minute. */
const NEWEST_MOVES = 20_000;

export interface RecentRate {
  now: Date;
  accepted: number;
  /** Since the issue's first move in the last minute; 0 without one. */
  seconds: number;
}

/** The cost depends on the last minute, not on the size of the issue or the history. */
export async function readRecentRate(db: Database, issueId: number): Promise<RecentRate> {
  const { rows } = await sql<RecentRate>`
    with newest as (
      select batch_id, at, to_state from batch_history order by id desc limit ${NEWEST_MOVES}
    ), recent as (
      select newest.* from newest join batches on batches.id = batch_id
      where batches.issue_id = ${issueId} and at > ${databaseNow} - interval '1 minute'
    )
    select ${databaseNow} as now,
      (select count(*)::int from deliveries where state = 'accepted' and batch_id in (
        select batch_id from recent where to_state = 'recorded')) as accepted,
      coalesce(extract(epoch from ${databaseNow} - min(at)), 0)::float8 as seconds
    from recent`.execute(db);
  return rows[0]!;
}

interface Sender {
  /** The process in words; null if a lease names nobody. */
  holder: string | null;
  batches: number;
}

export interface Senders {
  senders: Sender[];
  /** Submitted, outcome unknown, and held by nobody. */
  to_submit_again: number;
}

export async function readSenders(db: Database, issueId: number): Promise<Senders> {
  const { rows } = await sql<Sender & { is_held: boolean }>`
    select coalesce(lease_until > ${databaseNow}, false) as is_held,
      case when lease_until > ${databaseNow} then holder end as holder, count(*)::int as batches
    from batches
    where issue_id = ${issueId} and state in ('waiting', 'sealed')
      and (state = 'sealed' or lease_until > ${databaseNow})
    group by 1, 2 order by 1, 2`.execute(db);
  return {
    senders: rows.filter((row) => row.is_held).map(({ holder, batches }) => ({ holder, batches })),
    to_submit_again: rows.find((row) => !row.is_held)?.batches ?? 0,
  };
}

/** Readers known to have got the issue twice: Resend took both mails. */
export async function countDoubled(db: Database, issueId: number): Promise<number> {
  const { rows } = await sql<{ doubled: number }>`
    select count(distinct deliveries.id)::int as doubled
    from earlier_mails join deliveries on deliveries.id = earlier_mails.delivery_id
    where deliveries.issue_id = ${issueId} and earlier_mails.accepted_at is not null
      and deliveries.place is not null and exists (
        select from deliveries as other
        where other.batch_id = deliveries.batch_id and other.resend_id is not null)`.execute(db);
  return rows[0]!.doubled;
}
