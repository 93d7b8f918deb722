import { sql } from 'kysely';
import type { Choice } from '../../emails/props';
import type { FoundDelivery } from '../deliveries/find';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import type { Evidence } from '../tracking/evidence';
import type { VoteLink } from '../tracking/find-link';
import { recordHit } from '../tracking/record-hit';
import { isBallotOpen } from './ballot';

export interface Cast {
  delivery: FoundDelivery;
  link: VoteLink;
  evidence: Evidence;
  at: Date;
}

/**
 * A pressed button: a confirmed cast. The reader's latest cast on a tool is the vote that counts;
 * casts themselves are only ever added. Refuses closed ballots and a delivery's 101st hit an hour.
 */
export async function castVote(
  db: Database,
  { delivery, link, evidence, at }: Cast,
): Promise<void> {
  if (!isBallotOpen(delivery, at)) {
    throw new Refusal('conflict', 'Voting on this issue has closed, so this vote was not counted.');
  }
  // Outside the transaction, so that the hour's counter moves for refused casts too.
  const hit = { deliveryId: delivery.id, kind: 'vote', n: link.n, evidence, at } as const;
  const hitId = await recordHit(db, hit);
  if (hitId === null) {
    throw new Refusal(
      'too-many',
      'That was a lot of votes within an hour. Please try again later.',
    );
  }
  await inTransaction(db, async (tx) => {
    await lockTally(tx, link.tool.id);
    const cast = await tx
      .insertInto('casts')
      .values({
        at,
        issue_id: delivery.issue_id,
        delivery_id: delivery.id,
        subscriber_id: delivery.subscriber_id,
        tool_id: link.tool.id,
        choice: link.choice,
        standing: 'confirmed',
        hit_id: hitId,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await countVote(tx, {
      ...delivery,
      castId: cast.id,
      toolId: link.tool.id,
      choice: link.choice,
    });
  });
}

interface Counted {
  subscriber_id: number;
  toolId: string;
  castId: number;
  choice: Choice;
}

/** Casts on one tool are added and counted one after the other, so the last one is the newest. */
async function lockTally(tx: Database, toolId: string): Promise<void> {
  await sql`insert into tallies (tool_id) values (${toolId})
    on conflict (tool_id) do update set ship = tallies.ship`.execute(tx);
}

/** Makes this cast the reader's vote on the tool and moves the tool's tally by the difference. */
async function countVote(tx: Database, vote: Counted): Promise<void> {
  const earlier = await tx
    .selectFrom('votes')
    .select('choice')
    .where('tool_id', '=', vote.toolId)
    .where('subscriber_id', '=', vote.subscriber_id)
    .executeTakeFirst();
  await tx
    .insertInto('votes')
    .values({
      tool_id: vote.toolId,
      subscriber_id: vote.subscriber_id,
      choice: vote.choice,
      cast_id: vote.castId,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['tool_id', 'subscriber_id'])
        .doUpdateSet({ choice: vote.choice, cast_id: vote.castId }),
    )
    .execute();
  const change = (choice: Choice) =>
    Number(vote.choice === choice) - Number(earlier?.choice === choice);
  await tx
    .updateTable('tallies')
    .set({ ship: sql`ship + ${change('ship')}`, skip: sql`skip + ${change('skip')}` })
    .where('tool_id', '=', vote.toolId)
    .execute();
}
