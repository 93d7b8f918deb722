import type { Database } from '../platform/database';

export interface PickRow {
  rank: number;
  slug: string;
  picked: boolean;
  score: number;
  reason: string;
}

/** By rank, near misses included. */
export function listPicks(db: Database, issueId: number): Promise<PickRow[]> {
  return db
    .selectFrom('picks')
    .innerJoin('comparisons', 'comparisons.id', 'picks.comparison_id')
    .select(['picks.rank', 'comparisons.slug', 'picks.picked', 'picks.score', 'picks.reason'])
    .where('picks.issue_id', '=', issueId)
    .orderBy('picks.rank')
    .execute();
}
