import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import type { Casts } from '../platform/schema';
import type { Evidence } from '../tracking/evidence';
import { recordHit } from '../tracking/record-hit';
import { holdBallotOpen, requireOpen } from './ballots/ballot';
import { countVotes } from './count-votes';
import { findVote } from './reader-votes';
import { VOTE_REFUSED } from './refusal-words';
import type { VoteOnTool, Voter } from './vote-link';

/** Freezing a large ballot locks everything that votes touch; nobody waits for that. */
const LOCK_WAIT_MS = 2_000;
const LOCK_NOT_AVAILABLE = '55P03';

export interface Cast extends VoteOnTool {
  /** Confirmed: a button was pressed. Provisional: the page's script reported itself visible. */
  standing: Casts['standing'];
  evidence: Evidence;
  at: Date;
}

/**
 * A confirmed cast counts at once, until it is classified a machine's. Refuses closed ballots, a
 * delivery's 101st press an hour, and any press while votes are counted; past a hundred looks an
 * hour a provisional one is left out.
 */
export async function castVote(db: Database, cast: Cast): Promise<void> {
  const { voter, link, ballot, standing, evidence, at } = cast;
  const isPress = standing === 'confirmed';
  requireOpen(ballot, at);
  // Outside the transaction, so that the hour's counter moves for refused casts too.
  const hit = { deliveryId: voter.id, kind: 'vote', n: link.n, evidence, isPress, at } as const;
  const hitId = await recordHit(db, hit);
  if (hitId === null && !isPress) return;
  if (hitId === null) {
    throw new Refusal('too-many', VOTE_REFUSED.tooMany);
  }
  await inTransaction(db, (tx) => addCast(tx, { ...cast, hitId })).catch(refuseToWait);
}

function refuseToWait(error: Error & { code?: string }): never {
  if (error.code !== LOCK_NOT_AVAILABLE) throw error;
  throw new Refusal('unready', VOTE_REFUSED.counting);
}

async function addCast(
  tx: Database,
  { voter, link, standing, evidence, hitId, at }: Cast & { hitId: number },
): Promise<void> {
  const { id, issue_id, subscriber_id, mailbox_id } = voter;
  await holdBallotOpen(tx, { issueId: issue_id, waitMs: LOCK_WAIT_MS, at });
  await lockDelivery(tx, voter);
  const pair = { tool_id: link.tool.id, mailbox_id };
  if (standing === 'provisional') {
    const asked = { deliveryId: id, toolId: pair.tool_id, visitor: evidence };
    // Reloading the page adds nothing.
    if ((await findVote(tx, asked))?.choice === link.choice) return;
  }
  await tx
    .insertInto('casts')
    .values({
      ...pair,
      at,
      issue_id,
      subscriber_id,
      delivery_id: id,
      choice: link.choice,
      standing,
      hit_id: hitId,
    })
    .execute();
  // A provisional cast counts once it is settled.
  if (standing === 'confirmed') await countVotes(tx, [pair]);
}

/** Serialises casts and classifications. The reader first, as erasure locks them. */
async function lockDelivery(
  tx: Database,
  { id, subscriber_id }: Pick<Voter, 'id' | 'subscriber_id'>,
): Promise<void> {
  const { rows } = await sql`select from subscribers
    where id = ${subscriber_id} and state <> 'erased' for key share`.execute(tx);
  if (rows.length === 0) throw deadVoteLink();
  await sql`select from deliveries where id = ${id} for no key update`.execute(tx);
}

export function deadVoteLink(): Refusal {
  return new Refusal('missing', VOTE_REFUSED.deadLink);
}
