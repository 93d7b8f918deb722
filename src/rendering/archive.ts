import { sql } from 'kysely';
import { isPublic } from '../deliveries/public-issues';
import type { Database } from '../platform/database';

/** An earlier mail proved sent and the present one did not, so it was not needed. */
const hasOnlyEarlier = sql`(deliveries.resend_id is null and exists (select from earlier_mails
  where earlier_mails.delivery_id = deliveries.id and earlier_mails.accepted_at is not null))`;

/** For the row of `renders` in the same query. */
const wasSent = sql<boolean>`exists (
  select from batches join deliveries on deliveries.batch_id = batches.id
  where batches.render_id = renders.id and deliveries.state = 'accepted' and not ${hasOnlyEarlier}
  union all
  select from batches join earlier_mails on earlier_mails.batch_id = batches.id
  where batches.render_id = renders.id and earlier_mails.accepted_at is not null)`;

/** Without tokens, from the newest render that any reader got. Undefined unless public. */
export async function findArchive(db: Database, number: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('issues')
    .innerJoin('renders', 'renders.issue_id', 'issues.id')
    .select('renders.archive')
    .where('issues.number', '=', number)
    .where(isPublic)
    .orderBy(wasSent, 'desc')
    .orderBy('renders.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.archive;
}

export interface PublicIssue {
  number: number;
  subject: string;
  preheader: string;
  send_at: Date;
}

/** Newest first; `before` is a number to page from. */
export function listPublicIssues(
  db: Database,
  { limit, before }: { limit: number; before?: number },
): Promise<PublicIssue[]> {
  return db
    .selectFrom('issues')
    .select(['number', 'subject', 'preheader'])
    .select(sql<Date>`send_at`.as('send_at'))
    .where(isPublic)
    .$if(before !== undefined, (query) => query.where('number', '<', before!))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}
