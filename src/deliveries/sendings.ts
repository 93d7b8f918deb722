import { type Database, databaseNow } from '../platform/database';

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

/** Cancels the automatic resume. Whether there was one. */
export async function stayPaused(tx: Database, { issueId }: { issueId: number }): Promise<boolean> {
  const changed = await tx
    .updateTable('sendings')
    .from('issues')
    .set({ resume_at: null })
    .whereRef('issues.id', '=', 'sendings.issue_id')
    .where('sendings.issue_id', '=', issueId)
    .where('issues.state', '=', 'paused')
    .where('resume_at', 'is not', null)
    .returning('sendings.issue_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** The brake counts from now on, and nothing resumes the issue by itself. */
export async function resetBrakeCount(
  tx: Database,
  { issueId }: { issueId: number },
): Promise<void> {
  const row = { counts_from: databaseNow, resume_at: null };
  await tx
    .insertInto('sendings')
    .values({ issue_id: issueId, ...row })
    .onConflict((conflict) => conflict.column('issue_id').doUpdateSet(row))
    .execute();
}

export function listToResume(db: Database, { at }: { at: Date }): Promise<{ issue_id: number }[]> {
  return db
    .selectFrom('sendings')
    .innerJoin('issues', 'issues.id', 'sendings.issue_id')
    .select('issue_id')
    .where('resume_at', '<=', at)
    .where('issues.state', '=', 'paused')
    .execute();
}
