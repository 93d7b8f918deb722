import type { CardContent, CardSide } from '../../emails/props';
import { type ComparisonFacts, listComparisonFacts } from '../catalog/list-comparisons';
import { listEntries } from '../issues/entries';
import type { Database } from '../platform/database';
import { readCommunity } from '../votes/tallies';
import { chooseExcerpt } from './excerpt';

/** By position, as catalog and votes are at this moment. */
export async function collectCards(
  db: Database,
  { issueId, floor }: { issueId: number; floor: number },
): Promise<CardContent[]> {
  const entries = await listEntries(db, issueId);
  const facts = await listComparisonFacts(
    db,
    entries.map((entry) => entry.comparison_id),
  );
  const toolIds = facts.flatMap((comparison) => comparison.sides.map((side) => side.tool.id));
  const community = await readCommunity(db, { toolIds, floor });
  const byId = new Map(facts.map((comparison) => [comparison.id, comparison]));
  return entries.map(({ comparison_id }) => {
    const { id, slug, sides } = byId.get(comparison_id)!;
    const toSide = (side: ComparisonFacts['sides'][number]): CardSide => ({
      tool: { id: side.tool.id, slug: side.tool.slug, name: side.tool.name },
      tagline: side.tool.tagline,
      category: side.category,
      entry_price: side.entry_price,
      panel_ship: side.panel_ship,
      seats: side.reviews.map(({ seat, verdict }) => ({ seat, verdict })),
      community: community.get(side.tool.id)!,
      excerpt: chooseExcerpt(side.panel_ship, side.reviews),
    });
    return { comparison: { id, slug }, sides: [toSide(sides[0]), toSide(sides[1])] };
  });
}
