import type { Database } from '../platform/database';

/** Mailbox and tool pairs with a cast, without late readers: each is in exactly one. */
export interface BallotFigures {
  /** With a vote that counts: a confirmed cast, or a settled provisional one, that is not held. */
  counted: number;
  /** With only provisional casts, some of which may count once they are settled. */
  provisional: number;
  /** With only held casts. */
  held: number;
}

/** One statement, so that the parts add up. */
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
