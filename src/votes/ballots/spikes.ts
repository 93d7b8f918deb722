import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { HOUR_MS } from '../../platform/durations';

/** Fewer votes say nothing about a share. */
const MIN_VOTES = 20;
const MIN_BEFORE = 100;
const MAX_TIMES = 2;

/** A tool whose share in the last hour was over twice its share before. */
export interface Spike {
  tool_id: string;
  name: string;
  slug: string;
  /** In the last hour: on the tool, and on all tools. */
  latest: number;
  of_latest: number;
  /** Before that hour. */
  before: number;
  of_before: number;
}

/** Against the ballot itself, so that neither the send nor a card's place looks like a jump. */
export async function listSpikes(
  db: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<Spike[]> {
  const hourAgo = new Date(at.getTime() - HOUR_MS);
  const { rows } = await sql<Spike>`
    with tool as (
      select ballot_votes.tool_id, count(*) filter (where at > ${hourAgo}) as latest,
        count(*) filter (where at <= ${hourAgo}) as before
      from ballot_votes join casts on casts.id = cast_id
      where casts.issue_id = ${issueId} and ballot_votes.issue_id = ${issueId}
      group by ballot_votes.tool_id
    ), share as (
      select tool.*, sum(latest) over () as of_latest, sum(before) over () as of_before from tool
    )
    select tool_id, name, slug, latest, of_latest::int, before, of_before::int
    from share join tools on tools.id = tool_id
    where latest >= ${MIN_VOTES} and of_before >= ${MIN_BEFORE}
      and latest * of_before > ${MAX_TIMES} * of_latest * before`.execute(db);
  return rows;
}
