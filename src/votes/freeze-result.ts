import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { BALLOT_MS } from './ballot';
import { countResults } from './results';

/** Writes down what a ballot came to, tool by tool and in sum. From then on it never changes. */
export async function freezeResult(
  tx: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  const results = await countResults(tx, issueId);
  const rows = results.map((result) => ({ issue_id: issueId, ...result }));
  if (rows.length > 0) await tx.insertInto('ballot_results').values(rows).execute();
  await sql`
    with total as (
      select count(distinct mailbox_id) filter (where standing = 'counted') as voters,
        count(*) filter (where standing = 'counted') as counted,
        count(*) filter (where standing = 'held') as held,
        count(*) filter (where standing = 'late') as late
      from ballot_pairs where issue_id = ${issueId}
    )
    update ballots set closed_at = least(${at}::timestamptz, opened_at + ${BALLOT_MS} * interval '1 ms'),
      frozen_at = ${at}, voters = total.voters, counted = total.counted, held = total.held,
      late = total.late
    from total where issue_id = ${issueId}`.execute(tx);
}
