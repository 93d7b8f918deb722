import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { StoredHit } from '../tracking/stored-hit';

/** With the cast that it made. */
export interface DeliveryHit extends StoredHit {
  delivery_id: number;
  cast_id: number | null;
}

/** One statement. */
export async function listHits(
  tx: Database,
  deliveryIds: number[],
): Promise<Map<number, DeliveryHit[]>> {
  const { rows } = await sql<DeliveryHit>`
    select hits.id, hits.at, hits.delivery_id, hits.kind, hits.link_n, hits.method, hits.user_agent,
      hits.network, hits.evidence as headers, links.tool_id, links.choice, casts.standing,
      casts.id as cast_id
    from hits join deliveries on deliveries.id = hits.delivery_id
      left join links on hits.kind = 'vote' and links.issue_id = deliveries.issue_id
        and links.n = hits.link_n
      left join casts on casts.delivery_id = hits.delivery_id and casts.hit_id = hits.id
    where hits.delivery_id = any(${deliveryIds}::bigint[]) and hits.forgotten_at is null
    order by hits.delivery_id, hits.id`.execute(tx);
  return Map.groupBy(rows, (row) => row.delivery_id);
}
