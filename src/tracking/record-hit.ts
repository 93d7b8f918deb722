import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { Hits } from '../platform/schema';
import type { Evidence } from './evidence';
import { HITS_AN_HOUR } from './hit-hours';

export type HitKind = Hits['kind'];

export interface Hit {
  deliveryId: number;
  kind: HitKind;
  /** The number of the link in its issue. */
  n?: number;
  evidence: Evidence;
  /** Whether a button was pressed. A script's report is a look like any other. */
  isPress?: boolean;
  at: Date;
}

/**
 * Records a hit in one statement and returns its id; past 100 a delivery and hour only a counter
 * moves, and null comes back. Of an erased reader's delivery nothing is recorded. Presses have a hundred
 * of their own, so that a scanner's looking about never costs a reader the vote.
 */
export async function recordHit(db: Database, hit: Hit): Promise<number | null> {
  const { method, user_agent, network, headers } = hit.evidence;
  const { rows } = await sql<{ id: number }>`
    with counted as (
      insert into hit_hours (delivery_id, hour, is_press, hits)
      select deliveries.id, date_trunc('hour', ${hit.at}::timestamptz, 'UTC'), ${hit.isPress ?? false}, 1
      from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
      where deliveries.id = ${hit.deliveryId} and subscribers.state <> 'erased'
      on conflict (delivery_id, hour, is_press) do update set hits = hit_hours.hits + 1
      returning hits
    )
    insert into hits
      (at, delivery_id, kind, link_n, method, user_agent, network, evidence, judgement)
    select ${hit.at}, ${hit.deliveryId}, ${hit.kind}, ${hit.n ?? null}, ${method}, ${user_agent},
      ${network}, ${JSON.stringify(headers)}::jsonb, 'unsure'
    from counted where hits <= ${HITS_AN_HOUR}
    returning id`.execute(db);
  return rows[0]?.id ?? null;
}

/** Counts a hit that could not be recorded. */
export async function countLostHit(
  db: Database,
  { kind, at }: { kind: HitKind; at: Date },
): Promise<void> {
  await db
    .insertInto('lost_hits')
    .values({ day: at.toISOString().slice(0, 10), kind, hits: 1 })
    .onConflict((conflict) =>
      conflict.columns(['day', 'kind']).doUpdateSet({ hits: sql`lost_hits.hits + 1` }),
    )
    .execute();
}
