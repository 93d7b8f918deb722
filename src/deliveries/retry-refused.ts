import { sql } from 'kysely';
import type { Database } from '../platform/database';
import { BATCH_SIZE } from './freeze-audience';

/**
 * Lets deliveries wait again, in new batches, whose mails Resend refused while it took nobody's of the
 * issue: the fault was the mail's and not the readers'. A refused mail is known not to have been sent.
 * Nothing where anybody's was accepted. Returns how many wait again. The caller holds the issue's row.
 */
export async function retryRefused(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<number> {
  const { rows } = await sql`
    with refused as materialized (
      select id, (row_number() over (order by id) - 1) / ${BATCH_SIZE} + 1 as part
      from (select id from deliveries where issue_id = ${issueId} and state = 'refused'
        and not exists (select from deliveries where issue_id = ${issueId} and state = 'accepted')
        order by id for no key update) as locked
    ), batch as (
      insert into batches (issue_id, state)
      select ${issueId}, 'waiting' from (select distinct part from refused) as parts returning id
    ), numbered as (select id, row_number() over (order by id) as part from batch)
    update deliveries set state = 'waiting', reason = null, place = null, batch_id = numbered.id
    from refused join numbered using (part) where deliveries.id = refused.id
    returning deliveries.id`.execute(tx);
  return rows.length;
}
