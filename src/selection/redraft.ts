import { createDraft, findIssueOfWeek } from '../issues/draft';
import { listEntries, refuseReturning } from '../issues/entries';
import { getIssue, type Issue } from '../issues/find';
import { lockIssues } from '../issues/lock-issues';
import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';

/**
 * Keeps the words, comparisons and reasons. Refuses an issue that isn't void, or whose week or
 * comparisons another issue has.
 */
export async function redraftIssue(
  db: Database,
  { number, actor, at }: { number: number; actor: string; at: Date },
): Promise<{ id: number; number: number }> {
  return inTransaction(db, async (tx) => {
    await lockIssues(tx);
    const issue = await getIssue(tx, number);
    await refuseUnfit(tx, issue);
    const entries = await listEntries(tx, issue.id);
    const comparisonIds = entries.map((entry) => entry.comparison_id);
    await refuseReturning(tx, { issueId: issue.id, ids: comparisonIds });
    const { week, subject, preheader, intro, proposed_at: proposedAt } = issue;
    const reason = `It is issue ${number} again, which nobody received.`;
    const words = { subject, preheader, intro };
    const draft = await createDraft(tx, {
      week,
      proposedAt,
      ...words,
      comparisonIds,
      reason,
      actor,
      at,
    });
    await copyPicks(tx, { from: issue.id, to: draft!.id });
    return draft!;
  });
}

async function refuseUnfit(tx: Database, { number, week, voided_at }: Issue): Promise<void> {
  if (voided_at === null) {
    const rule = 'only an issue that has ended and that nobody received can be drafted again';
    throw new Refusal('conflict', `Issue ${number} is not void: ${rule}.`);
  }
  const present = await findIssueOfWeek(tx, week);
  if (!present) return;
  throw new Refusal(
    'conflict',
    `The week of ${week} already has its issue: number ${present.number}. Cancel that one first.`,
  );
}

async function copyPicks(tx: Database, { from, to }: { from: number; to: number }): Promise<void> {
  await tx
    .insertInto('picks')
    .columns(['issue_id', 'comparison_id', 'rank', 'picked', 'score', 'reason'])
    .expression((query) =>
      query
        .selectFrom('picks')
        .select(({ val }) => val(to).as('issue_id'))
        .select(['comparison_id', 'rank', 'picked', 'score', 'reason'])
        .where('issue_id', '=', from),
    )
    .execute();
}
