import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { BATCH_SIZE } from '../freeze-audience';

/**
 * Resend took nobody's mail, so the fault was the mail's, and refused mails are known not to be
 * sent. New batches never mix readers of different earlier ones. The caller holds the issue's row.
 */
export async function retryRefused(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<number> {
  const { rows } = await sql`
    with refused as materialized (
      select id, (select max(batch_id) from earlier_mails where delivery_id = locked.id) as earlier
      from (select id from deliveries where issue_id = ${issueId} and state = 'refused'
        and not exists (select from deliveries where issue_id = ${issueId} and state = 'accepted')
        order by id for no key update) as locked
    ), placed as (
      select *, (row_number() over (partition by earlier order by id) - 1) / ${BATCH_SIZE} as nth
      from refused
    ), parted as (select id, dense_rank() over (order by earlier, nth) as part from placed),
    batch as (
      insert into batches (issue_id, state)
      select ${issueId}, 'waiting' from (select distinct part from parted) as parts returning id
    ), numbered as (select id, row_number() over (order by id) as part from batch)
    update deliveries set state = 'waiting', reason = null, place = null, batch_id = numbered.id
    from parted join numbered using (part) where deliveries.id = parted.id
    returning deliveries.id`.execute(tx);
  return rows.length;
}
