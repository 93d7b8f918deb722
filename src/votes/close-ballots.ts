import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';
import { BALLOT_MS } from './ballot';
import { countVotes, type MailboxAndTool } from './count-votes';
import { freezeResult } from './freeze-result';
import { holdCrowdedDomains } from './hold-domains';
import { judgeDeliveries } from './judge-deliveries';
import { settleCasts } from './settle-casts';

const SETTLING_MS = 15 * 60 * 1000;
const DELIVERIES_A_BATCH = 200;

/**
 * At a plan: closes every ballot that opened before and freezes its result in the same transaction,
 * since the issue that is planned brings it back. Casts too young to have settled are judged by what
 * is known of them at this moment.
 */
export async function closeBallots(tx: Database, { at }: { at: Date }): Promise<void> {
  const { rows } = await sql<{ issue_id: number }>`
    select issue_id from ballots where frozen_at is null and opened_at < ${at}
    order by issue_id for update`.execute(tx);
  await freezeBallots(tx, { issueIds: rows.map((row) => row.issue_id), at });
}

/** Freezes ballots that no plan has closed in their 14 days, once they have settled. Returns how many. */
export async function closeOldBallots(db: Database, { at }: { at: Date }): Promise<number> {
  const openedBefore = new Date(at.getTime() - BALLOT_MS - SETTLING_MS);
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ issue_id: number }>`
      select issue_id from ballots where frozen_at is null and opened_at <= ${openedBefore}
      order by issue_id for update skip locked`.execute(tx);
    await freezeBallots(tx, { issueIds: rows.map((row) => row.issue_id), at });
    return rows.length;
  });
}

/** Deliveries are locked for all of them before any tally is, as everybody does. */
async function freezeBallots(
  tx: Database,
  { issueIds, at }: { issueIds: number[]; at: Date },
): Promise<void> {
  const touched: MailboxAndTool[] = [];
  for (const issueId of issueIds) {
    touched.push(...(await judgeUnsettled(tx, { issueId, at })));
    touched.push(...(await settleCasts(tx, { issueId, until: at, at })).touched);
    touched.push(...(await holdCrowdedDomains(tx, { issueId, at })).touched);
  }
  await countVotes(tx, touched);
  for (const issueId of issueIds) await freezeResult(tx, { issueId, at });
}

async function judgeUnsettled(
  tx: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<MailboxAndTool[]> {
  const { rows } = await sql<{ id: number }>`
    select id from deliveries where id in (
      select delivery_id from casts left join cast_judgements as judged on judged.cast_id = casts.id
      where casts.issue_id = ${issueId} and judged.settled_at is null)
    order by id for no key update`.execute(tx);
  const ids = rows.map((row) => row.id);
  const touched: MailboxAndTool[] = [];
  for (let from = 0; from < ids.length; from += DELIVERIES_A_BATCH) {
    const deliveryIds = ids.slice(from, from + DELIVERIES_A_BATCH);
    touched.push(...(await judgeDeliveries(tx, { deliveryIds, at, isClosing: true })).touched);
  }
  return touched;
}
