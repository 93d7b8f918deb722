import type { Community, Seat, Verdict } from '../../emails/props';
import { type ComparisonFacts, listComparisons } from '../catalog/list-comparisons';
import type { Database } from '../platform/database';
import { readCommunity } from '../votes/tallies';

export interface ExportedTool {
  slug: string;
  name: string;
  tagline: string;
  category: string;
  entry_price: string;
  description: string;
  panel_ship: number;
  panel: Record<Verdict, number>;
  /** Our own count, never what a page printed. */
  community: Community;
  reviews: { seat: Seat; verdict: Verdict; quote: string }[];
}

export interface ExportedComparison {
  slug: string;
  published_on: string;
  tools: [ExportedTool, ExportedTool];
}

const COMPARISONS_PER_PAGE = 500;

/** To the letter as imported. */
export async function* exportComparisons(
  db: Database,
  { floor }: { floor: number },
): AsyncGenerator<ExportedComparison> {
  let after: string | undefined;
  for (;;) {
    const page = await listComparisons(db, { after, limit: COMPARISONS_PER_PAGE });
    if (page.length === 0) return;
    after = page.at(-1)!.slug;
    const toolIds = page.flatMap((comparison) => comparison.sides.map((side) => side.tool.id));
    const community = await readCommunity(db, { toolIds, floor });
    for (const comparison of page) yield toExported(comparison, community);
  }
}

export function toExported(
  { slug, published_on, sides }: ComparisonFacts,
  community: Map<string, Community>,
): ExportedComparison {
  const toTool = ({ tool, reviews, ...side }: ComparisonFacts['sides'][number]): ExportedTool => ({
    slug: tool.slug,
    name: tool.name,
    tagline: tool.tagline,
    category: side.category,
    entry_price: side.entry_price,
    description: side.description,
    panel_ship: side.panel_ship,
    panel: countVerdicts(reviews),
    community: community.get(tool.id)!,
    reviews: reviews.map(({ seat, verdict, quote }) => ({ seat, verdict, quote })),
  });
  return { slug, published_on, tools: [toTool(sides[0]), toTool(sides[1])] };
}

function countVerdicts(reviews: { verdict: Verdict }[]): Record<Verdict, number> {
  const panel = { ship: 0, skip: 0, unknown: 0 };
  for (const { verdict } of reviews) panel[verdict] += 1;
  return panel;
}
