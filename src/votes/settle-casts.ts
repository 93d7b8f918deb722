import { sql } from 'kysely';
import type { Database } from '../platform/database';
import type { MailboxAndTool } from './count-votes';

interface Settling {
  /** All casts if left out. */
  until?: Date;
  issueIds?: number[];
  at: Date;
}

/** In one order everywhere. The caller counts the votes that may have changed. */
export async function settleCasts(
  tx: Database,
  { until, issueIds, at }: Settling,
): Promise<{ settled: number; touched: MailboxAndTool[] }> {
  const { rows } = await sql<MailboxAndTool & { counts: boolean }>`
    with due as (
      select cast_id from cast_classifications join casts on casts.id = cast_id
      where settled_at is null
        and (${until ?? null}::timestamptz is null or casts.at <= ${until ?? null})
        and (${issueIds ?? null}::bigint[] is null or casts.issue_id = any(${issueIds ?? null}))
      order by cast_id for update of cast_classifications
    )
    update cast_classifications set settled_at = ${at} from due join casts on casts.id = due.cast_id
    where cast_classifications.cast_id = due.cast_id
    returning tool_id, mailbox_id, standing = 'provisional' and not held as counts`.execute(tx);
  return { settled: rows.length, touched: rows.filter((row) => row.counts) };
}
