import { sql } from 'kysely';
import { type Account, readAccount } from '../deliveries/account';
import { getIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';

/** What is not measured yet is null, never 0. */
export interface Report {
  issue: number;
  state: string;
  audience: Account;
  delivered: null;
  bounced: null;
  complained: null;
  /** Readers who stopped by a link of this issue. */
  unsubscribed: number;
  /** Deliveries with an open; `of_consenting` is how many accepted mails carried a pixel. */
  opens: { person: null; machine: null; unsure: number; of_consenting: number };
  /** Deliveries with a click on a counted link. */
  clicks: { person: null; machine: null; unsure: number };
  /** `counted` is readers' votes on tools, one a reader and tool. */
  votes: { counted: number; provisional: null; held: null };
}

/** What happened to an issue, read in one snapshot so that the numbers agree with each other. */
export async function readReport(db: Database, { number }: { number: number }): Promise<Report> {
  return inTransaction(db, async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    const issue = await getIssue(tx, number);
    const audience = await readAccount(tx, issue.id);
    const { unsubscribed, of_consenting } = await countDeliveries(tx, issue.id);
    const { open, click } = await countHits(tx, issue.id);
    return {
      issue: issue.number,
      state: issue.state,
      audience,
      delivered: null,
      bounced: null,
      complained: null,
      unsubscribed,
      opens: { person: null, machine: null, unsure: open, of_consenting },
      clicks: { person: null, machine: null, unsure: click },
      votes: { counted: await countVotes(tx, issue.id), provisional: null, held: null },
    };
  });
}

async function countDeliveries(tx: Database, issueId: number) {
  const { rows } = await sql<{ unsubscribed: number; of_consenting: number }>`
    select count(*) filter (where unsubscribed_at is not null) as unsubscribed,
      count(*) filter (where state = 'accepted' and pixel) as of_consenting
    from deliveries where issue_id = ${issueId}`.execute(tx);
  return rows[0]!;
}

async function countHits(tx: Database, issueId: number) {
  const { rows } = await sql<{ open: number; click: number }>`
    select count(distinct hits.delivery_id) filter (where hits.kind = 'open') as open,
      count(distinct hits.delivery_id) filter (where hits.kind = 'click') as click
    from hits join deliveries on deliveries.id = hits.delivery_id
    where deliveries.issue_id = ${issueId}`.execute(tx);
  return rows[0]!;
}

async function countVotes(tx: Database, issueId: number): Promise<number> {
  const { rows } = await sql<{ counted: number }>`
    select count(*) as counted from (
      select distinct tool_id, subscriber_id from casts
      where issue_id = ${issueId} and standing = 'confirmed'
    ) as vote`.execute(tx);
  return rows[0]!.counted;
}
