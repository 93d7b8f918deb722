import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** Hits of an issue that were answered and could not be recorded. */
export interface LostHits {
  opens: number;
  clicks: number;
}

export async function readLostHits(db: Database, issueId: number): Promise<LostHits> {
  const { rows } = await sql<LostHits>`
    select coalesce(sum(hits) filter (where kind = 'open'), 0)::int as opens,
      coalesce(sum(hits) filter (where kind = 'click'), 0)::int as clicks
    from lost_hits where issue_id = ${issueId}`.execute(db);
  return rows[0]!;
}
