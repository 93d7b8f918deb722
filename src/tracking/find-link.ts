import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** By its number in the delivery's issue. */
export interface LinkName {
  deliveryId: number;
  n: number;
}

export interface ClickTarget {
  /** A path of ours, or an https address from the intro. */
  destination: string;
}

/** Without links of another issue and vote links. */
export async function findClickTargets(
  db: Database,
  links: LinkName[],
): Promise<(ClickTarget | undefined)[]> {
  const { rows } = await sql<{ nth: number; destination: string }>`
    select nth::int, case links.kind when 'url' then links.url
      else '/comparisons/' || comparisons.slug end as destination
    from unnest(${links.map((link) => link.deliveryId)}::bigint[],
        ${links.map((link) => link.n)}::int[]) with ordinality as link (delivery_id, n, nth)
      join deliveries on deliveries.id = link.delivery_id
      join links on links.issue_id = deliveries.issue_id and links.n = link.n
      left join comparisons on comparisons.id = links.comparison_id
    where links.kind <> 'vote'`.execute(db);
  const byPlace = new Map(rows.map(({ nth, destination }) => [nth, { destination }]));
  return links.map((_, index) => byPlace.get(index + 1));
}
