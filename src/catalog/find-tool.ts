import type { Database } from '../platform/database';
import type { Tool } from './tools';

export interface ToolPage extends Tool {
  /** Newest first, at most a hundred. */
  comparisons: { slug: string; other: string }[];
}

export async function findTool(db: Database, slug: string): Promise<ToolPage | undefined> {
  const tool = await db
    .selectFrom('tools')
    .select(['id', 'slug', 'name', 'tagline'])
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!tool) return undefined;
  const comparisons = await db
    .selectFrom('comparisons')
    .innerJoin('tools as other', (join) =>
      join.on(({ and, or, eb, ref }) =>
        and([
          or([
            eb('other.id', '=', ref('comparisons.first_tool_id')),
            eb('other.id', '=', ref('comparisons.second_tool_id')),
          ]),
          eb('other.id', '<>', tool.id),
        ]),
      ),
    )
    .select(['comparisons.slug', 'other.name as other'])
    .where(({ or, eb }) =>
      or([eb('first_tool_id', '=', tool.id), eb('second_tool_id', '=', tool.id)]),
    )
    .orderBy('published_on', 'desc')
    .orderBy('comparisons.slug')
    .limit(100)
    .execute();
  return { ...tool, comparisons };
}
