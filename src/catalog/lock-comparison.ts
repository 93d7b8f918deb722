import type { Database } from '../platform/database';
import { type ComparisonFacts, listComparisonFacts } from './list-comparisons';

/** The comparison as it stands once no other importer or editor is changing it, and held so. */
export async function lockComparison(db: Database, id: string): Promise<ComparisonFacts> {
  await db
    .selectFrom('comparisons')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const [comparison] = await listComparisonFacts(db, [id]);
  return comparison!;
}
