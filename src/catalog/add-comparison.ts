import type { Database } from '../platform/database';
import type { ImportedPage, PageImport } from './pages/imported-page';
import type { ParsedSide } from './pages/page';
import { SEATS, verdictFrom } from './seats';
import { freeSlug } from './slug';
import type { Tool } from './tools';
import { type SideWithVerdict, writeSides } from './write-sides';

/** Undefined if there is one already. Without a date it gets the day of the import (UTC). */
export async function addComparison(
  db: Database,
  [first, second]: [Tool, Tool],
  { page, publishedOn, newId, at }: PageImport,
): Promise<ImportedPage | undefined> {
  const added = await db
    .insertInto('comparisons')
    .values({
      id: newId(),
      slug: freeSlug('comparisons', `${first.slug}-vs-${second.slug}`),
      first_tool_id: first.id,
      second_tool_id: second.id,
      published_on: publishedOn ?? at.toISOString().slice(0, 10),
      created_at: at,
      changed_at: at,
    })
    .onConflict((conflict) => conflict.columns(['first_tool_id', 'second_tool_id']).doNothing())
    .returning(['id', 'slug'])
    .executeTakeFirst();
  if (!added) return undefined;
  await writeSides(db, added.id, page.sides.map(verdictByPage));
  return { slug: added.slug, outcome: 'added', notes: [] };
}

function verdictByPage(side: ParsedSide): SideWithVerdict {
  return { ...side, verdicts: SEATS.map(() => verdictFrom(side.panel_ship)) };
}
