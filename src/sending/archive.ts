import type { Database } from '../platform/database';

/** An issue's token-free page as it was rendered when it went out; nothing before that. */
export async function findArchive(db: Database, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('renders')
    .innerJoin('issues', 'issues.id', 'renders.issue_id')
    .select('renders.archive')
    .where('issues.number', '=', number)
    .where('issues.planned_at', 'is not', null)
    .executeTakeFirst();
  return row?.archive;
}
