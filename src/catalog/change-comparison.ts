import type { Database } from '../platform/database';
import { type ComparisonFacts, getComparisonOf } from './list-comparisons';
import { lockComparison } from './lock-comparison';
import type { ImportedPage, PageImport } from './pages/imported-page';
import { decideVerdicts, describeChanges } from './pages/page-changes';
import type { Tool } from './tools';
import { rewriteSides } from './write-sides';

/** Writes nothing if the page says nothing new. */
export async function changeComparison(
  db: Database,
  tools: [Tool, Tool],
  input: PageImport,
): Promise<ImportedPage> {
  const seen = await getComparisonOf(db, tools);
  const unchanged: ImportedPage = { slug: seen.slug, outcome: 'unchanged', notes: [] };
  if (describeChanges(seen, input).length === 0) return unchanged;
  const known = await lockComparison(db, seen.id);
  const notes = describeChanges(known, input);
  if (notes.length === 0) return unchanged;
  await writeChanges(db, known, input);
  return { slug: known.slug, outcome: 'changed', notes };
}

async function writeChanges(
  db: Database,
  known: ComparisonFacts,
  { page, publishedOn, at }: PageImport,
): Promise<void> {
  await db
    .updateTable('comparisons')
    .set({ published_on: publishedOn ?? known.published_on, changed_at: at })
    .where('id', '=', known.id)
    .execute();
  const rated = page.sides.map((side, at) => ({
    ...side,
    verdicts: decideVerdicts(known.sides[at]!, side),
  }));
  await rewriteSides(db, known.id, rated);
}
