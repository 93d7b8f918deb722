import type { Database } from '../platform/database';

/** One comparison that the selection looked at closely: picked, or a near miss. */
export interface PickRow {
  rank: number;
  slug: string;
  picked: boolean;
  score: number;
  reason: string;
}

/** What the selection proposed for an issue and nearly proposed, by rank. */
export function listPicks(db: Database, issueId: number): Promise<PickRow[]> {
  return db
    .selectFrom('picks')
    .innerJoin('comparisons', 'comparisons.id', 'picks.comparison_id')
    .select(['picks.rank', 'comparisons.slug', 'picks.picked', 'picks.score', 'picks.reason'])
    .where('picks.issue_id', '=', issueId)
    .orderBy('picks.rank')
    .execute();
}
