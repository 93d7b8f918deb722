import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import type { Issues } from '../platform/schema';

export type IssueState = Issues['state'];

type Moves = Partial<Record<IssueState, readonly IssueState[]>>;

/** What is not listed cannot happen. */
const MOVES: Record<IssueState, readonly IssueState[]> = {
  draft: ['released', 'cancelled'],
  released: ['draft', 'sending', 'cancelled'],
  sending: ['paused', 'sent'],
  paused: ['sending', 'cancelled'],
  sent: [],
  cancelled: [],
};

/** Only for sending again: its readers wait again in new batches. */
const MOVES_AGAIN: Moves = {
  sent: ['sending'],
  paused: ['sending'],
};

export interface Move {
  issueId: number;
  to: IssueState;
  actor: string;
  at: Date;
  reason?: string;
  set?: {
    send_at?: Date | null;
    released_at?: Date | null;
    planned_at?: Date;
    sent_at?: Date | null;
  };
}

/**
 * Compare-and-set that also writes the history; the second in a race is refused. Returns the state
 * it left.
 */
export function moveIssue(db: Database, move: Move): Promise<IssueState> {
  return moveBy(MOVES, db, move);
}

/** Because some of its deliveries wait again. */
export async function reopenIssue(
  db: Database,
  move: Pick<Move, 'issueId' | 'actor' | 'at'> & { reason: string },
): Promise<void> {
  await moveBy(MOVES_AGAIN, db, { ...move, to: 'sending', set: { sent_at: null } });
}

async function moveBy(moves: Moves, db: Database, move: Move): Promise<IssueState> {
  return inTransaction(db, async (tx) => {
    const issue = await tx
      .selectFrom('issues')
      .select(['number', 'state'])
      .where('id', '=', move.issueId)
      .forNoKeyUpdate()
      .executeTakeFirstOrThrow();
    if (!moves[issue.state]?.includes(move.to)) {
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

/** False if somebody else moved the issue first and the move is no longer possible. */
export async function moveUnlessMoved(
  db: Database,
  move: Parameters<typeof moveIssue>[1],
): Promise<boolean> {
  try {
    await moveIssue(db, move);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'conflict') return false;
    throw error;
  }
}
