import type { Database } from '../platform/database';
import { type ComparisonFacts, listComparisonFacts } from './list-comparisons';

/** Waits for other importers and editors, and keeps them out. */
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
