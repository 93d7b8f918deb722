import { sql } from 'kysely';
import type { Community } from '../../emails/props';
import { isPublic } from '../deliveries/public-issues';
import type { Database } from '../platform/database';
import { type ToolResult, toToolResult } from '../votes/ballots/results';

/** In one public issue. */
export interface ToolInIssue {
  issue: number;
  send_at: Date;
  /** As in the issue that went out. */
  sent: Community;
  /** Null until the ballot is frozen. */
  result: ToolResult | null;
}

type Row = Omit<ToolInIssue, 'result'> & {
  tool_id: string;
  ship: number | null;
  skip: number;
  held: number;
};

/** Newest first, at most `limit` in all; every id is in the answer. */
export async function readToolHistories(
  db: Database,
  { toolIds, floor, limit }: { toolIds: string[]; floor: number; limit: number },
): Promise<Map<string, ToolInIssue[]>> {
  const { rows } = await sql<Row>`
    with side as (
      select entries.issue_id, comparisons.slug as comparison_slug,
        jsonb_array_elements(entries.content -> 'sides') as content
      from entries join comparisons on comparisons.id = entries.comparison_id
      where entries.content is not null
        and (first_tool_id = any(${toolIds}::uuid[]) or second_tool_id = any(${toolIds}::uuid[]))
    ), listed as (
      select side.*, (content -> 'tool' ->> 'id')::uuid as tool_id from side
    )
    select listed.tool_id, issues.number as issue, issues.send_at, content -> 'community' as sent,
      ship, skip, ballot_results.held
    from listed join issues on issues.id = listed.issue_id
      join ballots on ballots.issue_id = listed.issue_id
      left join ballot_results on ballot_results.issue_id = listed.issue_id
        and ballot_results.tool_id = listed.tool_id
    where listed.tool_id = any(${toolIds}::uuid[]) and ${isPublic}
    order by issues.number desc, comparison_slug, listed.tool_id
    limit ${limit}`.execute(db);
  const histories = new Map<string, ToolInIssue[]>(toolIds.map((id) => [id, []]));
  for (const { tool_id, ship, skip, held, ...row } of rows) {
    const result = ship === null ? null : toToolResult({ tool_id, ship, skip, held }, floor);
    histories.get(tool_id)!.push({ ...row, result });
  }
  return histories;
}
