import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/database';

export const BATCH_SIZE = 100;

interface Freeze {
  issueId: number;
  /** Null if the issue brings no ballot back. */
  ownVotes: RawBuilder<{ mailbox_id: number; own_votes: string }> | null;
  at: Date;
}

/** A plan calls this before it locks anything else: everybody locks readers before deliveries. */
export async function lockPausing(tx: Database): Promise<void> {
  await sql`select from subscribers where state = 'confirmed' and paused_issues > 0
    order by id for no key update`.execute(tx);
}

/**
 * One statement, so one snapshot. Pausing readers are in it, suppressed as paused. Readers who
 * joined after the release, by an import too, are marked: their votes don't count. Call
 * `lockPausing` first: a reader who begins to pause later pauses from the next issue on.
 */
export async function freezeAudience(
  tx: Database,
  { issueId, ownVotes, at }: Freeze,
): Promise<number> {
  const { rows } = await sql<{ frozen: number }>`
    with counting as materialized (
      select id from subscribers where state = 'confirmed' and paused_issues > 0
      for no key update skip locked
    ), reader as materialized (
      select id, mailbox_id, row_number() over (order by id) as ordinal,
        counting.id is not null or coalesce(paused_until > ${at}, false) as pausing,
        coalesce(greatest(confirmed_at, created_at)
          > (select released_at from issues where id = ${issueId}), false) as late
      from subscribers left join counting using (id) where state = 'confirmed'
    ), one_less as (
      update subscribers set paused_issues = paused_issues - 1
      from counting where counting.id = subscribers.id
    ), batch as (
      insert into batches (issue_id, state)
      select ${issueId}, 'waiting' from generate_series(1, (
        select ceil(count(*)::numeric / ${BATCH_SIZE})::int from reader
      ))
      returning id
    ), numbered_batch as (
      select id, row_number() over (order by id) as ordinal from batch
    ), voter (mailbox_id, own_votes) as (
      ${ownVotes ?? sql`select null::bigint, null::text where false`}
    ), delivery as (
      insert into deliveries (issue_id, subscriber_id, mailbox_id, joined_late, own_votes, batch_id, state,
        reason)
      select ${issueId}, reader.id, reader.mailbox_id, reader.late, voter.own_votes, numbered_batch.id,
        case when pausing then 'suppressed' else 'waiting' end,
        case when pausing then 'paused' end
      from reader join numbered_batch
        on numbered_batch.ordinal = (reader.ordinal - 1) / ${BATCH_SIZE} + 1
        left join voter on voter.mailbox_id = reader.mailbox_id
      order by reader.id
      returning 1
    )
    select count(*) as frozen from delivery`.execute(tx);
  return rows[0]!.frozen;
}
