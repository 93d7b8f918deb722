import { sql } from 'kysely';
import type { Database } from '../platform/database';

/** An issue's token-free page as it was rendered when it went out; nothing before that. */
export async function findArchive(db: Database, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('renders')
    .innerJoin('issues', 'issues.id', 'renders.issue_id')
    .select('renders.archive')
    .where('issues.number', '=', number)
    .executeTakeFirst();
  return row?.archive;
}

export interface PublicIssue {
  number: number;
  subject: string;
  preheader: string;
  send_at: Date;
}

/** Issues that went out or are going out, newest first; `before` is a number to page from. */
export function listPublicIssues(
  db: Database,
  { limit, before }: { limit: number; before?: number },
): Promise<PublicIssue[]> {
  return db
    .selectFrom('issues')
    .innerJoin('renders', 'renders.issue_id', 'issues.id')
    .select(['issues.number', 'issues.subject', 'issues.preheader'])
    .select(sql<Date>`issues.send_at`.as('send_at'))
    .$if(before !== undefined, (query) => query.where('issues.number', '<', before!))
    .orderBy('issues.number', 'desc')
    .limit(limit)
    .execute();
}
