import { sql } from 'kysely';
import { type Database, databaseNow } from '../platform/database';

/** Of the newest moves of all batches no more are looked at: over 300 a second for a whole minute. */
const NEWEST_MOVES = 20_000;

/** Mails accepted lately, by the database's clock. */
export interface RecentRate {
  now: Date;
  /** Mails of the batches recorded within the last minute. */
  accepted: number;
  /** Seconds from the issue's first move in that minute until now; 0 where there was none. */
  seconds: number;
}

/** The cost depends on what happened in the last minute, not on how long the issue or the history is. */
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

/** Who holds how many batches of an issue just now. */
export interface Sender {
  /** The process in words; null where a lease names nobody. */
  holder: string | null;
  batches: number;
}

export interface Senders {
  senders: Sender[];
  /** Batches that were submitted without a known outcome and that nobody holds: to be submitted again. */
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

/** Readers of an issue who are known to have got it twice: Resend took the mail before and the present one. */
export async function countDoubled(db: Database, issueId: number): Promise<number> {
  const { rows } = await sql<{ doubled: number }>`
    select count(distinct deliveries.id)::int as doubled
    from earlier_mails join deliveries on deliveries.id = earlier_mails.delivery_id
    where deliveries.issue_id = ${issueId} and earlier_mails.accepted_at is not null
      and deliveries.place is not null and exists (
        select from deliveries as beside
        where beside.batch_id = deliveries.batch_id and beside.resend_id is not null)`.execute(db);
  return rows[0]!.doubled;
}
