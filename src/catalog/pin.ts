import type { Database } from '../platform/database';
import { Refusal } from '../platform/refusal';

/** A pin keeps the moment it was set. */
export async function pinComparison(
  db: Database,
  { slug, pinned, at }: { slug: string; pinned: boolean; at: Date },
): Promise<{ slug: string; pinned_at: Date | null }> {
  const row = await db
    .updateTable('comparisons')
    .set(({ fn, val, ref }) => ({
      pinned_at: pinned ? fn.coalesce(ref('pinned_at'), val(at)) : null,
    }))
    .where('slug', '=', slug)
    .returning(['slug', 'pinned_at'])
    .executeTakeFirst();
  if (!row)
    throw new Refusal(
      'missing',
      `There is no comparison “${slug}”. \`verdicts export comparisons\` lists them.`,
    );
  return row;
}
