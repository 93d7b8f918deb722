import { freezeAudience } from '../deliveries/freeze-audience';
import { moveIssue } from '../issues/move';
import { takeReleased } from '../issues/release';
import { type Database, inTransaction } from '../platform/database';

export interface Planned {
  issueId: number;
  number: number;
  readers: number;
}

/**
 * Starts every released issue whose hour has come: its audience is frozen and it is sending, in one
 * transaction for all of them. An issue that another machine is starting is left to it.
 */
export async function planDueIssues(
  db: Database,
  { actor, at }: { actor: string; at: Date },
): Promise<Planned[]> {
  return inTransaction(db, async (tx) => {
    const planned: Planned[] = [];
    for (const { id, number } of await takeReleased(tx, at)) {
      await moveIssue(tx, { issueId: id, to: 'sending', actor, at, set: { planned_at: at } });
      const readers = await freezeAudience(tx, { issueId: id, at });
      planned.push({ issueId: id, number, readers });
    }
    return planned;
  });
}
