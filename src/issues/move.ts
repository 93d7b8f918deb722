import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import type { Issues } from '../platform/schema';

export type IssueState = Issues['state'];

/** Every move there is. What is not listed cannot happen. */
const MOVES: Record<IssueState, readonly IssueState[]> = {
  draft: ['released', 'cancelled'],
  released: ['draft', 'sending', 'cancelled'],
  sending: ['paused', 'sent'],
  paused: ['sending', 'cancelled'],
  sent: [],
  cancelled: [],
};

export interface Move {
  issueId: number;
  to: IssueState;
  actor: string;
  at: Date;
  reason?: string;
  set?: { send_at?: Date | null; released_at?: Date | null; planned_at?: Date; sent_at?: Date };
}

/**
 * Moves an issue by compare-and-set and keeps the move in its history; whoever comes second in a
 * race is refused. Returns the state it left.
 */
export async function moveIssue(db: Database, move: Move): Promise<IssueState> {
  return inTransaction(db, async (tx) => {
    const issue = await tx
      .selectFrom('issues')
      .select(['number', 'state'])
      .where('id', '=', move.issueId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (!MOVES[issue.state].includes(move.to)) {
      throw new Refusal('conflict', explain(issue, move.to));
    }
    await tx
      .updateTable('issues')
      .set({ state: move.to, ...move.set })
      .where('id', '=', move.issueId)
      .execute();
    await recordMove(tx, move, issue.state);
    return issue.state;
  });
}

function explain(issue: { number: number; state: IssueState }, to: IssueState): string {
  const possible = MOVES[issue.state].join(' or ');
  const rest = possible ? `from there it can only become ${possible}` : 'that is where it stays';
  return `Issue ${issue.number} is ${issue.state} and cannot become ${to}: ${rest}.`;
}

async function recordMove(tx: Database, move: Move, from: IssueState): Promise<void> {
  await tx
    .insertInto('issue_history')
    .values({
      issue_id: move.issueId,
      at: move.at,
      actor: move.actor,
      from_state: from,
      to_state: move.to,
      reason: move.reason ?? null,
    })
    .execute();
}
