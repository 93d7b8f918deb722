import { sql } from 'kysely';
import { type AudienceByState, readAudienceByState } from '../deliveries/audience-by-state';
import { getIssue } from '../issues/find';
import { type Database, inTransaction } from '../platform/database';
import { type BallotFigures, readBallotFigures } from './ballot-figures';
import { countDeliveriesByClass, type DeliveriesByClass } from './deliveries-by-class';
import { type LostHits, readLostHits } from './lost-hits';

export interface Report {
  issue: number;
  state: string;
  audience: AudienceByState;
  /** Accepted by the reader's mail server and not sent back. */
  delivered: number;
  /** Sent back, permanently or for now. */
  bounced: number;
  /** Called spam, as far as mailbox providers tell; Gmail does not. */
  complained: number;
  /** Readers who unsubscribed by a link in this issue. */
  unsubscribed: number;
  /** `of_consenting`: accepted mails that carried a pixel. */
  opens: DeliveriesByClass & { of_consenting: number };
  /** On a counted link. */
  clicks: DeliveriesByClass;
  /** Hits that were answered but could not be recorded, so that no other number holds them. */
  lost: LostHits;
  /** Reader and tool pairs with a cast in the issue's ballot. */
  votes: BallotFigures;
}

/** One snapshot, so that the numbers agree. */
export async function readReport(db: Database, { number }: { number: number }): Promise<Report> {
  return inTransaction(db, async (tx) => {
    await sql`set transaction isolation level repeatable read, read only`.execute(tx);
    const issue = await getIssue(tx, number);
    const audience = await readAudienceByState(tx, issue.id);
    const { of_consenting, ...happened } = await countDeliveries(tx, issue.id);
    const { open, click } = await countDeliveriesByClass(tx, issue.id);
    return {
      issue: issue.number,
      state: issue.state,
      audience,
      ...happened,
      opens: { ...open, of_consenting },
      clicks: click,
      lost: await readLostHits(tx, issue.id),
      votes: await readBallotFigures(tx, issue.id),
    };
  });
}

type DeliveryCounts = Pick<Report, 'delivered' | 'bounced' | 'complained' | 'unsubscribed'>;

async function countDeliveries(tx: Database, issueId: number) {
  const { rows } = await sql<DeliveryCounts & { of_consenting: number }>`
    select count(*) filter (where delivered_at is not null and bounced_at is null) as delivered,
      count(bounced_at) as bounced,
      count(complained_at) as complained,
      count(unsubscribed_at) as unsubscribed,
      count(*) filter (where state = 'accepted' and pixel) as of_consenting
    from deliveries where issue_id = ${issueId}`.execute(tx);
  return rows[0]!;
}
