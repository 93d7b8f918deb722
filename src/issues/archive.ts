import type { Database } from '../platform/database';

/** Recorded in the issue's history. */
export async function markArchived(
  tx: Database,
  { issueId, archivedAt, actor, at }: Archiving,
): Promise<void> {
  await tx
    .updateTable('issues')
    .set({ archived_at: archivedAt })
    .where('id', '=', issueId)
    .execute();
  const reason = archivedAt ? 'put into the archive' : 'taken out of the archive';
  await tx
    .insertInto('issue_history')
    .values({
      issue_id: issueId,
      at,
      actor,
      from_state: 'cancelled',
      to_state: 'cancelled',
      reason,
    })
    .execute();
}

interface Archiving {
  issueId: number;
  /** Null takes it out. */
  archivedAt: Date | null;
  actor: string;
  at: Date;
}
