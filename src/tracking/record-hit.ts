import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Hits } from '../platform/schema';
import type { Evidence } from './evidence';
import { HITS_PER_HOUR } from './hit-hours';

type HitKind = Hits['kind'];

export interface Hit {
  deliveryId: number;
  kind: HitKind;
  /** The number of the link in its issue. */
  n?: number;
  evidence: Evidence;
  /** A script's report is a look like any other. */
  isPress?: boolean;
  at: Date;
}

/**
 * Null past 100 a delivery and hour, when only a counter moves, and for erased readers. Presses
 * have a hundred of their own, so that a scanner's looks never cost a reader the vote.
 */
export async function recordHit(db: Database, hit: Hit): Promise<number | null> {
  const [id] = await recordHits(db, [hit]);
  return id ?? null;
}

/** One statement. It locks the counters in one order, so that concurrent calls don't deadlock. */
export async function recordHits(db: Database, hits: Hit[]): Promise<number[]> {
  if (hits.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    with hit as (
      select given.*, date_trunc('hour', at, 'UTC') as hour
      from json_to_recordset(${JSON.stringify(hits.map(toRow))}::json) as given (nth int,
          at timestamptz, delivery_id bigint, kind text, link_n smallint, is_press boolean,
          method text, user_agent text, network text, evidence jsonb)
        join deliveries on deliveries.id = given.delivery_id
        join subscribers on subscribers.id = deliveries.subscriber_id
      where subscribers.state <> 'erased'
    ), counted as (
      insert into hit_hours (delivery_id, hour, is_press, hits)
      select delivery_id, hour, is_press, count(*) from hit group by 1, 2, 3 order by 1, 2, 3
      on conflict (delivery_id, hour, is_press) do update set hits = hit_hours.hits + excluded.hits
      returning delivery_id, hour, is_press, hits
    )
    insert into hits
      (at, delivery_id, kind, link_n, method, user_agent, network, evidence, class)
    select at, delivery_id, kind, link_n, method, user_agent, network, evidence, 'unsure'
    from (
      select hit.*, hits - row_number() over (
        partition by delivery_id, hour, is_press order by nth desc) + 1 as of_hour
      from hit join counted using (delivery_id, hour, is_press)
    ) as placed
    where of_hour <= ${HITS_PER_HOUR}
    order by nth
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

function toRow({ deliveryId, n, evidence, isPress, ...hit }: Hit, nth: number) {
  const { headers, ...shown } = evidence;
  const link = { delivery_id: deliveryId, link_n: n ?? null, is_press: isPress ?? false };
  return { nth, ...hit, ...link, ...shown, evidence: headers };
}

export async function countLostHits(
  db: Database,
  lost: Pick<Hit, 'deliveryId' | 'kind' | 'at'>[],
): Promise<void> {
  const rows = lost.map(({ deliveryId, kind, at }) => ({ delivery_id: deliveryId, kind, at }));
  await sql`
    insert into lost_hits (issue_id, day, kind, hits)
    select issue_id, (at at time zone 'UTC')::date, kind, count(*)
    from json_to_recordset(${JSON.stringify(rows)}::json)
        as lost (delivery_id bigint, at timestamptz, kind text)
      left join deliveries on deliveries.id = lost.delivery_id
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (issue_id, day, kind) do update set hits = lost_hits.hits + excluded.hits`.execute(
    db,
  );
}
