import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import { DAY_MS } from '../../platform/durations';
import { Refusal } from '../../platform/refusal';
import { VOTE_REFUSED } from '../refusal-words';

export const BALLOT_MS = 14 * DAY_MS;

export interface Ballot {
  issue_id: number;
  /** When the issue's audience was frozen. */
  opened_at: Date;
  closed_at: Date | null;
  /** From then on its result never changes. */
  frozen_at: Date | null;
  /** The issue that brings its result back. */
  returned_in: number | null;
}

/** Until the next issue's audience is frozen, 14 days at most. */
export function isBallotOpen(
  { opened_at, closed_at }: Pick<Ballot, 'opened_at' | 'closed_at'>,
  at: Date,
): boolean {
  return closed_at === null && at.getTime() - opened_at.getTime() < BALLOT_MS;
}

export async function openBallot(
  tx: Database,
  { issueId, at }: { issueId: number; at: Date },
): Promise<void> {
  await tx.insertInto('ballots').values({ issue_id: issueId, opened_at: at }).execute();
}

export function findBallot(db: Database, issueId: number): Promise<Ballot | undefined> {
  return selectBallots(db).where('issue_id', '=', issueId).executeTakeFirst();
}

export function findReturnedBallot(db: Database, issueId: number): Promise<Ballot | undefined> {
  return selectBallots(db).where('returned_in', '=', issueId).executeTakeFirst();
}

/** Throws if the issue never went out; every other has one. */
export function getBallot(db: Database, issueId: number): Promise<Ballot> {
  return selectBallots(db).where('issue_id', '=', issueId).executeTakeFirstOrThrow();
}

/**
 * Kept open until the transaction ends: a cast is either in the frozen result or refused. This lock
 * and every later one of the transaction waits at most `waitMs`.
 */
export async function holdBallotOpen(
  tx: Database,
  { issueId, waitMs, at }: { issueId: number; waitMs: number; at: Date },
): Promise<void> {
  await sql`select set_config('lock_timeout', ${`${waitMs}ms`}, true)`.execute(tx);
  const ballot = selectBallots(tx).where('issue_id', '=', issueId).forShare();
  requireOpen(await ballot.executeTakeFirstOrThrow(), at);
}

export function requireOpen(ballot: Pick<Ballot, 'opened_at' | 'closed_at'>, at: Date): void {
  if (isBallotOpen(ballot, at)) return;
  throw new Refusal('conflict', VOTE_REFUSED.closed);
}

export function selectBallots(db: Database) {
  return db
    .selectFrom('ballots')
    .select(['issue_id', 'opened_at', 'closed_at', 'frozen_at', 'returned_in']);
}
