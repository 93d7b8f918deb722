import { sql } from 'kysely';
import { type Database, inTransaction } from '../../platform/database';
import { MINUTE_MS } from '../../platform/durations';
import { classifyDeliveries } from '../classify-deliveries';
import { countVotes, type MailboxAndTool } from '../count-votes';
import { listCrowdedDomains } from '../domains/crowded-domains';
import { holdDomains } from '../domains/hold-domains';
import { settleCasts } from '../settle-casts';
import { BALLOT_MS } from './ballot';
import { freezeResult } from './freeze-result';

const SETTLING_MS = 15 * MINUTE_MS;
const DELIVERIES_PER_BATCH = 200;

/** Part of a plan, since the new issue brings the result back. Classifies young casts too. */
export async function closeBallots(tx: Database, { at }: { at: Date }): Promise<void> {
  const { rows } = await sql<{ issue_id: number }>`
    select issue_id from ballots where frozen_at is null and opened_at < ${at}
    order by issue_id for update`.execute(tx);
  await freezeBallots(tx, { issueIds: rows.map((row) => row.issue_id), at });
}

/** For ballots that have closed and settled without a plan, each in its own transaction. */
export async function closeOldBallots(db: Database, { at }: { at: Date }): Promise<number> {
  for (let closed = 0; ; closed += 1) {
    if (!(await inTransaction(db, (tx) => closeOldBallot(tx, { at })))) return closed;
  }
}

async function closeOldBallot(tx: Database, { at }: { at: Date }): Promise<boolean> {
  const closedBefore = new Date(at.getTime() - SETTLING_MS);
  const { rows } = await sql<{ issue_id: number }>`
    select issue_id from ballots where frozen_at is null
      and coalesce(closed_at, opened_at + ${BALLOT_MS} * interval '1 ms') <= ${closedBefore}
    order by issue_id limit 1 for update skip locked`.execute(tx);
  await freezeBallots(tx, { issueIds: rows.map((row) => row.issue_id), at });
  return rows.length > 0;
}

/** Locks everything for all ballots at once, in the order that everybody uses. */
async function freezeBallots(
  tx: Database,
  { issueIds, at }: { issueIds: number[]; at: Date },
): Promise<void> {
  if (issueIds.length === 0) return;
  const touched = await classifyUnsettled(tx, { issueIds, at });
  touched.push(...(await settleCasts(tx, { issueIds, at })).touched);
  for (const issueId of issueIds) {
    const crowded = await listCrowdedDomains(tx, issueId);
    touched.push(...(await holdDomains(tx, { issueId, crowded, at })));
  }
  await countVotes(tx, touched);
  for (const issueId of issueIds) await freezeResult(tx, { issueId, at });
}

async function classifyUnsettled(
  tx: Database,
  { issueIds, at }: { issueIds: number[]; at: Date },
): Promise<MailboxAndTool[]> {
  const ids = await lockUnsettled(tx, issueIds);
  const touched: MailboxAndTool[] = [];
  for (let from = 0; from < ids.length; from += DELIVERIES_PER_BATCH) {
    const deliveryIds = ids.slice(from, from + DELIVERIES_PER_BATCH);
    touched.push(...(await classifyDeliveries(tx, { deliveryIds, at, isClosing: true })).touched);
  }
  return touched;
}

/** Deliveries first, then classifications, in the order in which settling locks them. */
async function lockUnsettled(tx: Database, issueIds: number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from deliveries where id in (
      select delivery_id from casts left join cast_classifications as classified on classified.cast_id = casts.id
      where casts.issue_id = any(${issueIds}::bigint[]) and classified.settled_at is null)
    order by id for no key update`.execute(tx);
  await sql`select from cast_classifications join casts on casts.id = cast_id
    where casts.issue_id = any(${issueIds}::bigint[]) and settled_at is null
    order by cast_id for update of cast_classifications`.execute(tx);
  return rows.map((row) => row.id);
}
