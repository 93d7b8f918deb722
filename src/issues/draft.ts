import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';
import { insertEntries } from './entries';
import { lockIssues } from './lock-issues';
import { isNotVoid } from './void';

export interface Draft {
  /** Its Monday, as YYYY-MM-DD. */
  week: string;
  /** When the issue is meant to go out. */
  proposedAt: Date;
  subject: string;
  preheader: string;
  /** Markdown. */
  intro?: string;
  /** In the order of the entries. */
  comparisonIds: string[];
  /** Kept in the history. */
  reason: string;
  actor: string;
  at: Date;
}

/** With the next number; null if the week has its issue already. */
export async function createDraft(
  db: Database,
  draft: Draft,
): Promise<{ id: number; number: number } | null> {
  return inTransaction(db, async (tx) => {
    await lockIssues(tx);
    if (await findIssueOfWeek(tx, draft.week)) return null;
    const issue = await insertDraft(tx, draft);
    await insertEntries(tx, { issueId: issue.id, comparisonIds: draft.comparisonIds });
    await recordOpening(tx, issue.id, draft);
    return issue;
  });
}

/** A void issue does not count: nobody got it. */
export function findIssueOfWeek(
  db: Database,
  week: string,
): Promise<{ number: number } | undefined> {
  return db
    .selectFrom('issues')
    .select('number')
    .where('week', '=', week)
    .where(isNotVoid)
    .executeTakeFirst();
}

/** Includes cancelled issues. */
export async function hasIssueOfWeek(db: Database, week: string): Promise<boolean> {
  return (await listWeeksWithIssue(db, [week])).length > 0;
}

/** Includes cancelled issues. */
export async function listWeeksWithIssue(db: Database, weeks: string[]): Promise<string[]> {
  const found = await db
    .selectFrom('issues')
    .select('week')
    .distinct()
    .where(sql<boolean>`week = any(${weeks}::date[])`)
    .execute();
  return found.map((row) => row.week);
}

function insertDraft(
  tx: Database,
  { week, proposedAt, subject, preheader, intro = '', at }: Draft,
): Promise<{ id: number; number: number }> {
  return tx
    .insertInto('issues')
    .values({
      number: sql<number>`(select coalesce(max(number), 0) + 1 from issues)`,
      week,
      state: 'draft',
      subject,
      preheader,
      intro,
      created_at: at,
      proposed_at: proposedAt,
    })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
}

async function recordOpening(
  tx: Database,
  issueId: number,
  { actor, at, reason }: Draft,
): Promise<void> {
  await tx
    .insertInto('issue_history')
    .values({ issue_id: issueId, at, actor, from_state: null, to_state: 'draft', reason })
    .execute();
}
