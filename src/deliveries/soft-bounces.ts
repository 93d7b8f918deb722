import { sql } from 'kysely';
import type { Database } from '../platform/database';

const MAX_IN_A_ROW = 5;
const MIN_SPAN_DAYS = 14;

export interface WornOutAddress {
  email: string;
  at: Date;
}

/** Any other kind may be temporary. The type is an open string. */
export function isHardBounce(bounceType: string): boolean {
  return bounceType.toLowerCase() === 'permanent';
}

/** Only readers who bounced softly have a row. */
export async function openSoftBounces(tx: Database, deliveryIds: number[]): Promise<void> {
  await sql`insert into soft_bounces (subscriber_id)
    select distinct subscriber_id from deliveries where id = any(${deliveryIds}) order by 1
    on conflict do nothing`.execute(tx);
}

/**
 * Counts from the deliveries, so the order of events doesn't matter; locks rows first, so that two
 * events at once both count. A delivered mail that didn't come back restarts the count. Returns
 * addresses with at least 5 over at least 14 days.
 */
export async function recountSoftBounces(
  tx: Database,
  deliveryIds: number[],
): Promise<WornOutAddress[]> {
  const { rows: locked } = await sql`select subscriber_id from soft_bounces
    where subscriber_id in (select subscriber_id from deliveries where id = any(${deliveryIds}))
    order by subscriber_id for update`.execute(tx);
  if (locked.length === 0) return [];
  const { rows } = await sql<WornOutAddress & { is_worn_out: boolean }>`
    with address as (
      select distinct on (subscriber_id) subscriber_id, email from deliveries
      where id = any(${deliveryIds}) and email is not null order by subscriber_id, id desc
    ), run as (
      select subscriber_id, email, count(bounced_at)::int as in_a_row,
        min(bounced_at) as first_at, max(bounced_at) as last_at
      from address left join lateral (
        select bounced_at from deliveries
        where subscriber_id = address.subscriber_id and email = address.email
          and bounced_at is not null and lower(bounce_type) <> 'permanent'
          and bounced_at > coalesce((
            select max(delivered_at) from deliveries
            where subscriber_id = address.subscriber_id and email = address.email
              and bounced_at is null
          ), '-infinity')
      ) as bounce on true
      group by subscriber_id, email
    )
    update soft_bounces set in_a_row = run.in_a_row, first_at = run.first_at, last_at = run.last_at
    from run where soft_bounces.subscriber_id = run.subscriber_id
    returning run.email, run.last_at as at, coalesce(run.in_a_row >= ${MAX_IN_A_ROW}
      and run.last_at >= run.first_at + make_interval(hours => ${24 * MIN_SPAN_DAYS}), false)
      as is_worn_out`.execute(tx);
  return rows.filter((row) => row.is_worn_out).map(({ email, at }) => ({ email, at }));
}
