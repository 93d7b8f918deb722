import { type Database, databaseNow } from '../platform/database';

/** When an issue that was paused goes on by itself; null for never. */
export async function setResumeAt(
  tx: Database,
  { issueId, resumeAt }: { issueId: number; resumeAt: Date | null },
): Promise<void> {
  await tx
    .insertInto('sendings')
    .values({ issue_id: issueId, resume_at: resumeAt })
    .onConflict((conflict) => conflict.column('issue_id').doUpdateSet({ resume_at: resumeAt }))
    .execute();
}

/** From now on the brake counts anew, and nothing resumes the issue by itself. */
export async function countAnew(tx: Database, { issueId }: { issueId: number }): Promise<void> {
  const row = { counts_from: databaseNow, resume_at: null };
  await tx
    .insertInto('sendings')
    .values({ issue_id: issueId, ...row })
    .onConflict((conflict) => conflict.column('issue_id').doUpdateSet(row))
    .execute();
}

/** Paused issues whose time to go on has come. */
export function listToResume(db: Database, { at }: { at: Date }): Promise<{ issue_id: number }[]> {
  return db
    .selectFrom('sendings')
    .innerJoin('issues', 'issues.id', 'sendings.issue_id')
    .select('issue_id')
    .where('resume_at', '<=', at)
    .where('issues.state', '=', 'paused')
    .execute();
}
