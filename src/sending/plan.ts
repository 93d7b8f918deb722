import { freezeAudience, lockPausing } from '../deliveries/freeze-audience';
import { moveIssue } from '../issues/move';
import { takeReleased } from '../issues/release';
import { type Database, inTransaction } from '../platform/database';
import { openBallot } from '../votes/ballots/ballot';
import { closeBallots } from '../votes/ballots/close-ballots';
import { takeBallotToReturn, votesInBallot } from '../votes/ballots/returned-ballot';
import { beginWithFirstWave } from './hold-back';

export interface Planned {
  issueId: number;
  number: number;
  readers: number;
}

/** One transaction for all due issues, without those that another machine is starting. */
export async function planDueIssues(
  db: Database,
  { actor, at }: { actor: string; at: Date },
): Promise<Planned[]> {
  return inTransaction(db, async (tx) => {
    const planned: Planned[] = [];
    const due = await takeReleased(tx, at);
    if (due.length > 0) {
      await lockPausing(tx);
      await closeBallots(tx, { at });
    }
    for (const { id, number } of due) {
      await moveIssue(tx, { issueId: id, to: 'sending', actor, at, set: { planned_at: at } });
      const returned = await takeBallotToReturn(tx, { issueId: id });
      const ownVotes = returned === null ? null : votesInBallot(returned);
      const readers = await freezeAudience(tx, { issueId: id, ownVotes, at });
      await beginWithFirstWave(tx, { issueId: id });
      await openBallot(tx, { issueId: id, at });
      planned.push({ issueId: id, number, readers });
    }
    return planned;
  });
}
