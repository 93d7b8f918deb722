import type { Choice } from '../../emails/props';
import type { FoundDelivery } from '../deliveries/find';
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

export interface VoteLink {
  n: number;
  choice: Choice;
  tool: { id: string; slug: string; name: string; tagline: string };
  comparison_slug: string;
  /** The number of the link for the other choice. */
  opposite_n: number;
}

/** The vote that link `n` of this delivery's issue stands for. */
export async function findVoteLink(
  db: Database,
  { delivery, n }: { delivery: FoundDelivery; n: number },
): Promise<VoteLink | undefined> {
  const row = await db
    .selectFrom('links')
    .innerJoin('links as other', (join) =>
      join
        .onRef('other.issue_id', '=', 'links.issue_id')
        .onRef('other.tool_id', '=', 'links.tool_id')
        .onRef('other.choice', '<>', 'links.choice'),
    )
    .innerJoin('tools', 'tools.id', 'links.tool_id')
    .innerJoin('comparisons', 'comparisons.id', 'links.comparison_id')
    .select(['links.choice', 'tools.id', 'tools.slug', 'tools.name', 'tools.tagline'])
    .select(['comparisons.slug as comparison_slug', 'other.n as opposite_n'])
    .where('links.issue_id', '=', delivery.issue_id)
    .where('links.n', '=', n)
    .executeTakeFirst();
  if (!row) return undefined;
  const { choice, comparison_slug, opposite_n, ...tool } = row;
  return { n, choice: choice!, tool, comparison_slug, opposite_n };
}
