import type { Database } from '../platform/database';

/**
 * Mailbox and tool pairs of one issue with any cast: each is in exactly one of the three. Who joined
 * after the release has no part in the ballot.
 */
export interface BallotFigures {
  /** With a vote that counts: a confirmed cast, or a settled provisional one, that is not held. */
  counted: number;
  /** With nothing but provisional casts, some of which may count once they are settled. */
  provisional: number;
  /** With held casts alone. */
  held: number;
}

/** An issue's ballot, read in one statement so that its parts add up. */
export async function readBallotFigures(db: Database, issueId: number): Promise<BallotFigures> {
  const rows = await db
    .selectFrom('ballot_pairs')
    .select(['standing', ({ fn }) => fn.countAll<number>().as('pairs')])
    .where('issue_id', '=', issueId)
    .where('standing', '<>', 'late')
    .groupBy('standing')
    .execute();
  const figures = { counted: 0, provisional: 0, held: 0 };
  for (const { standing, pairs } of rows) figures[standing as keyof BallotFigures] = pairs;
  return figures;
}
