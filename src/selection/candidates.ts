import { sql } from 'kysely';
import { isNotVoid } from '../issues/void';
import type { Database } from '../platform/database';
import { toCommunity } from '../votes/community';
import type { Candidate, CandidateTool } from './candidate';

/** Every comparison that was never in an issue. A void issue doesn't count: nobody got it. */
export async function listCandidates(
  db: Database,
  { floor }: { floor: number },
): Promise<Candidate[]> {
  // Tools are read last, so that every comparison read before has its two.
  const comparisons = await listComparisons(db);
  const tools = new Map((await listTools(db)).map((tool) => [tool.id, toFacts(tool, floor)]));
  return comparisons.map((row) => {
    const first = { ...tools.get(row.first_tool_id)!, ...side(row.category, row.panel_ship) };
    const second = {
      ...tools.get(row.second_tool_id)!,
      ...side(row.second_category, row.second_panel_ship),
    };
    return {
      comparison_id: row.id,
      slug: row.slug,
      title: `${first.name} vs ${second.name}`,
      published_on: row.published_on,
      pinned: row.pinned,
      tools: [first, second],
    };
  });
}

interface ComparisonRow {
  id: string;
  slug: string;
  published_on: string;
  pinned: boolean;
  first_tool_id: string;
  second_tool_id: string;
  category: string;
  panel_ship: number;
  second_category: string;
  second_panel_ship: number;
}

interface ToolRow {
  id: string;
  name: string;
  ship: number;
  skip: number;
  last_featured: number | null;
}

const stood = sql`
  select entries.comparison_id, min(counted.issues_ago) as issues_ago
  from entries join (
    select id, row_number() over (order by number desc)::integer as issues_ago
    from issues where ${isNotVoid}
  ) as counted on counted.id = entries.issue_id
  group by entries.comparison_id`;

async function listComparisons(db: Database): Promise<ComparisonRow[]> {
  const { rows } = await sql<ComparisonRow>`
    with stood as (${stood})
    select comparisons.id, slug, published_on, pinned_at is not null as pinned,
      first_tool_id, second_tool_id, first.category, first.panel_ship,
      second.category as second_category, second.panel_ship as second_panel_ship
    from comparisons
      join sides as first on first.comparison_id = comparisons.id and first.side = 1
      join sides as second on second.comparison_id = comparisons.id and second.side = 2
    where comparisons.id not in (select comparison_id from stood)`.execute(db);
  return rows;
}

async function listTools(db: Database): Promise<ToolRow[]> {
  const { rows } = await sql<ToolRow>`
    with stood as (${stood}), featured as (
      select tool_id, min(issues_ago) as last_featured
      from stood join comparisons on comparisons.id = stood.comparison_id,
        unnest(array[first_tool_id, second_tool_id]) as tool_id
      group by tool_id
    )
    select id, name, coalesce(ship, 0) as ship, coalesce(skip, 0) as skip, last_featured
    from tools left join tallies on tallies.tool_id = tools.id
      left join featured on featured.tool_id = tools.id`.execute(db);
  return rows;
}

function toFacts({ ship, skip, ...tool }: ToolRow, floor: number) {
  return { ...tool, community: toCommunity({ ship, skip }, floor) };
}

function side(
  category: string,
  panel_ship: number,
): Pick<CandidateTool, 'category' | 'panel_ship'> {
  return { category, panel_ship };
}
