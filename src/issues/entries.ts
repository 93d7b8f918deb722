import { type Database, inTransaction } from '../platform/database';
import { Refusal } from '../platform/refusal';
import { lockDraft } from './find';
import { lockIssues } from './lock-issues';
import { isNotVoid } from './void';

const MAX_ENTRIES = 5;

export interface EntryRow {
  position: number;
  comparison_id: string;
  slug: string;
}

export function listEntries(db: Database, issueId: number): Promise<EntryRow[]> {
  return db
    .selectFrom('entries')
    .innerJoin('comparisons', 'comparisons.id', 'entries.comparison_id')
    .select(['entries.position', 'entries.comparison_id', 'comparisons.slug'])
    .where('entries.issue_id', '=', issueId)
    .orderBy('entries.position')
    .execute();
}

/** In this order; no tool may appear twice. */
export async function setEntries(
  db: Database,
  { number, slugs }: { number: number; slugs: string[] },
): Promise<void> {
  if (slugs.length === 0 || slugs.length > MAX_ENTRIES) {
    throw new Refusal(
      'invalid',
      `An issue can have 1 to ${MAX_ENTRIES} entries, not ${slugs.length}.`,
    );
  }
  await inTransaction(db, async (tx) => {
    await lockIssues(tx);
    const issue = await lockDraft(tx, number);
    const comparisons = await findInOrder(tx, slugs);
    refuseToolTwice(comparisons);
    await refuseReturning(tx, { issueId: issue.id, ids: comparisons.map((row) => row.id) });
    await tx.deleteFrom('entries').where('issue_id', '=', issue.id).execute();
    await insertEntries(tx, { issueId: issue.id, comparisonIds: comparisons.map((row) => row.id) });
  });
}

/** At positions 1, 2, 3 …; for issues that have none. */
export async function insertEntries(
  tx: Database,
  { issueId, comparisonIds }: { issueId: number; comparisonIds: string[] },
): Promise<void> {
  await tx
    .insertInto('entries')
    .values(
      comparisonIds.map((comparison_id, index) => ({
        issue_id: issueId,
        position: index + 1,
        comparison_id,
      })),
    )
    .execute();
}

interface Comparison {
  id: string;
  slug: string;
  first_tool_id: string;
  second_tool_id: string;
}

async function findInOrder(tx: Database, slugs: string[]): Promise<Comparison[]> {
  const rows = await tx
    .selectFrom('comparisons')
    .select(['id', 'slug', 'first_tool_id', 'second_tool_id'])
    .where('slug', 'in', slugs)
    .execute();
  return slugs.map((slug) => {
    const found = rows.find((row) => row.slug === slug);
    if (!found)
      throw new Refusal(
        'missing',
        `There is no comparison "${slug.slice(0, 80)}". \`verdicts export comparisons\` lists them.`,
      );
    return found;
  });
}

function refuseToolTwice(comparisons: Comparison[]): void {
  const seen = new Map<string, string>();
  for (const { slug, first_tool_id, second_tool_id } of comparisons) {
    for (const tool of [first_tool_id, second_tool_id]) {
      const earlier = seen.get(tool);
      if (earlier) {
        throw new Refusal(
          'invalid',
          `${earlier} and ${slug} share a tool, and an issue may have each tool only once.`,
        );
      }
      seen.set(tool, slug);
    }
  }
}

/** Comparisons that are in another issue. */
export async function refuseReturning(
  tx: Database,
  { issueId, ids }: { issueId: number; ids: string[] },
): Promise<void> {
  const returning = await tx
    .selectFrom('entries')
    .innerJoin('issues', 'issues.id', 'entries.issue_id')
    .innerJoin('comparisons', 'comparisons.id', 'entries.comparison_id')
    .select(['comparisons.slug', 'issues.number'])
    .where('entries.comparison_id', 'in', ids)
    .where('issues.id', '<>', issueId)
    .where(isNotVoid)
    .executeTakeFirst();
  if (!returning) return;
  throw new Refusal(
    'conflict',
    `${returning.slug} is in issue ${returning.number}, and no comparison runs twice.`,
  );
}
