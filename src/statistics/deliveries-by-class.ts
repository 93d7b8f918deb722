import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { HitClass } from '../tracking/stored-hit';

/** Deliveries with such a hit, each counted once. */
export type DeliveriesByClass = Record<HitClass, number>;

/**
 * A person's if any such hit is, else unsure, else a machine's. The three add up to all deliveries
 * with such a hit.
 */
export async function countDeliveriesByClass(
  db: Database,
  issueId: number,
): Promise<{ open: DeliveriesByClass; click: DeliveriesByClass }> {
  const { rows } = await sql<{ kind: 'open' | 'click'; class: HitClass; count: number }>`
    select kind, class, count(*) from (
      select hits.kind, case when bool_or(class = 'person') then 'person'
        when bool_or(class = 'unsure') then 'unsure' else 'machine' end as class
      from hits join deliveries on deliveries.id = hits.delivery_id
      where deliveries.issue_id = ${issueId} and hits.kind in ('open', 'click')
      group by hits.delivery_id, hits.kind
    ) as delivery
    group by kind, class`.execute(db);
  const counts = {
    open: { person: 0, machine: 0, unsure: 0 },
    click: { person: 0, machine: 0, unsure: 0 },
  };
  for (const { kind, class: hitClass, count } of rows) counts[kind][hitClass] = count;
  return counts;
}
