import { isPublic } from '../../deliveries/public-issues';
import type { Database } from '../../platform/database';

export interface IssueTotals {
  issue: number;
  voters: number;
  counted: number;
  held: number;
  late: number;
}

/** Newest first. */
export async function listBallotTotals(
  db: Database,
  { limit }: { limit: number },
): Promise<IssueTotals[]> {
  const rows = await db
    .selectFrom('ballots')
    .innerJoin('issues', 'issues.id', 'ballots.issue_id')
    .select(['issues.number as issue', 'voters', 'counted', 'held', 'late'])
    .where('frozen_at', 'is not', null)
    .where(isPublic)
    .orderBy('issues.number', 'desc')
    .limit(limit)
    .execute();
  return rows as IssueTotals[];
}
