import type { Database } from '../platform/database';

export interface ClickTarget {
  /** A path of ours, or an https address from the intro. */
  destination: string;
}

/** Where link `n` of this delivery's issue leads; nothing for links of another issue or to vote. */
export async function findClickTarget(
  db: Database,
  { deliveryId, n }: { deliveryId: number; n: number },
): Promise<ClickTarget | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('links', 'links.issue_id', 'deliveries.issue_id')
    .leftJoin('comparisons', 'comparisons.id', 'links.comparison_id')
    .select(['links.kind', 'links.url', 'comparisons.slug'])
    .where('deliveries.id', '=', deliveryId)
    .where('links.n', '=', n)
    .where('links.kind', '<>', 'vote')
    .executeTakeFirst();
  if (!row) return undefined;
  return { destination: row.kind === 'url' ? row.url! : `/comparisons/${row.slug}` };
}
