import { sql } from 'kysely';
import { jsonArrayFrom, jsonBuildObject } from 'kysely/helpers/postgres';
import type { Database } from '../platform/database';
import { SEATS, type Seat, type Verdict } from './seats';

/** `reviews` are in the order of SEATS. */
export interface SideFacts {
  tool: { id: string; slug: string; name: string; tagline: string };
  category: string;
  entry_price: string;
  description: string;
  /** 0 to 100, as the page printed it; so is `printed_community`, null for a dash. */
  panel_ship: number;
  printed_community: number | null;
  reviews: { seat: Seat; verdict: Verdict; quote: string }[];
}

/** `published_on` is YYYY-MM-DD. */
export interface ComparisonFacts {
  id: string;
  slug: string;
  published_on: string;
  pinned_at: Date | null;
  sides: [SideFacts, SideFacts];
}

export async function findComparison(
  db: Database,
  slug: string,
): Promise<ComparisonFacts | undefined> {
  const [found] = await toFacts(selectFacts(db).where('comparisons.slug', '=', slug));
  return found;
}

/** By slug, after the slug `after` if given. */
export async function listComparisons(
  db: Database,
  { after, limit }: { after?: string; limit: number },
): Promise<ComparisonFacts[]> {
  const query = selectFacts(db).orderBy('comparisons.slug').limit(limit);
  return toFacts(after === undefined ? query : query.where('comparisons.slug', '>', after));
}

/** In the order of the ids; unknown ones are left out. */
export async function listComparisonFacts(db: Database, ids: string[]): Promise<ComparisonFacts[]> {
  if (ids.length === 0) return [];
  const found = await toFacts(selectFacts(db).where('comparisons.id', 'in', ids));
  const byId = new Map(found.map((comparison) => [comparison.id, comparison]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Throws if the ordered pair has none. */
export async function getComparisonOf(
  db: Database,
  [first, second]: [{ id: string }, { id: string }],
): Promise<ComparisonFacts> {
  const query = selectFacts(db)
    .where('first_tool_id', '=', first.id)
    .where('second_tool_id', '=', second.id);
  const [found] = await toFacts(query);
  return found!;
}

async function toFacts(query: ReturnType<typeof selectFacts>): Promise<ComparisonFacts[]> {
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, sides: [row.sides[0]!, row.sides[1]!] }));
}

const seatOrder = sql`array_position(${sql.lit(`{${SEATS.join(',')}}`)}::text[], seat)`;

function selectFacts(db: Database) {
  return db.selectFrom('comparisons').select((comparison) => [
    'comparisons.id',
    'comparisons.slug',
    'comparisons.published_on',
    'comparisons.pinned_at',
    jsonArrayFrom(
      comparison
        .selectFrom('sides')
        .innerJoin('tools', (join) =>
          join.on(
            'tools.id',
            '=',
            sql<string>`case sides.side when 1
            then comparisons.first_tool_id else comparisons.second_tool_id end`,
          ),
        )
        .whereRef('sides.comparison_id', '=', 'comparisons.id')
        .orderBy('sides.side')
        .select((side) => [
          jsonBuildObject({
            id: side.ref('tools.id'),
            slug: side.ref('tools.slug'),
            name: side.ref('tools.name'),
            tagline: side.ref('tools.tagline'),
          }).as('tool'),
          'sides.category',
          'sides.entry_price',
          'sides.description',
          'sides.panel_ship',
          'sides.printed_community',
          jsonArrayFrom(
            side
              .selectFrom('reviews')
              .whereRef('reviews.comparison_id', '=', 'sides.comparison_id')
              .whereRef('reviews.side', '=', 'sides.side')
              .orderBy(seatOrder)
              .select(['seat', 'verdict', 'quote']),
          ).as('reviews'),
        ]),
    ).as('sides'),
  ]);
}
