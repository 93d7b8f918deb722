import type { Database } from '../../src/platform/database';
import { newId } from '../../src/platform/ids';

interface Side {
  name: string;
  category?: string;
  panel_ship?: number;
}

interface Comparison {
  published_on?: string;
  pinned?: boolean;
}

const AT = new Date('2026-11-01T00:00:00Z');

/** Reuses known tools of the same names. Returns the comparison's id. */
export async function addComparison(
  db: Database,
  sides: [Side | string, Side | string],
  { published_on = '2026-11-20', pinned = false }: Comparison = {},
): Promise<string> {
  const [first, second] = sides.map((side) => (typeof side === 'string' ? { name: side } : side));
  const comparison_id = newId();
  await db
    .insertInto('comparisons')
    .values({
      id: comparison_id,
      slug: `${first!.name}-vs-${second!.name}`.toLowerCase(),
      first_tool_id: await findOrAddTool(db, first!.name),
      second_tool_id: await findOrAddTool(db, second!.name),
      published_on,
      created_at: AT,
      changed_at: AT,
      pinned_at: pinned ? AT : null,
    })
    .execute();
  const rows = [first!, second!].map(({ category = 'Developer Tools', panel_ship = 75 }, n) => ({
    comparison_id,
    side: n + 1,
    category,
    entry_price: 'Free',
    description: 'A description.',
    panel_ship,
  }));
  await db.insertInto('sides').values(rows).execute();
  return comparison_id;
}

async function findOrAddTool(db: Database, name: string): Promise<string> {
  const id = newId();
  const row = { id, slug: name.toLowerCase(), name, tagline: `What ${name} does`, created_at: AT };
  await db
    .insertInto('tools')
    .values(row)
    .onConflict((conflict) => conflict.columns(['name', 'tagline']).doNothing())
    .execute();
  return getToolId(db, name);
}

export async function getToolId(db: Database, name: string): Promise<string> {
  const tool = await db
    .selectFrom('tools')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return tool.id;
}

/** In the week of this Monday. */
export async function addSentIssue(
  db: Database,
  { number, week, comparisonIds }: { number: number; week: string; comparisonIds: string[] },
): Promise<number> {
  const at = new Date(week);
  const issue = await db
    .insertInto('issues')
    .values({
      number,
      week,
      state: 'sent',
      subject: `Issue ${number}`,
      preheader: '',
      intro: '',
      created_at: at,
      proposed_at: at,
      send_at: at,
      planned_at: at,
      sent_at: at,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  const entries = comparisonIds.map((comparison_id, n) => ({
    issue_id: issue.id,
    position: n + 1,
    comparison_id,
  }));
  await db.insertInto('entries').values(entries).execute();
  return issue.id;
}
