import { sql } from 'kysely';
import { readAudienceByState } from '../../src/deliveries/audience-by-state';
import type { Database } from '../../src/platform/database';
import type { ChaosReport } from './options';
import { hasExpectedEvents } from './readers';
import type { Run } from './troubles';

type Reconciliation = Pick<
  ChaosReport,
  'audience' | 'ledger' | 'lost' | 'doubled' | 'mismatched' | 'unwanted' | 'unknown'
>;

interface Row {
  id: number;
  subscriber_id: number;
  state: string;
  reason: string | null;
  sealed_at: Date | null;
  email: string | null;
  delivered_at: Date | null;
  bounced_at: Date | null;
  complained_at: Date | null;
}

/** Compares the database with the ledger, reader by reader. */
export async function reconcile({ db, issue, mailboxUrl, left }: Run): Promise<Reconciliation> {
  const rows = await listDeliveries(db, issue.id);
  const mails = await readLedger(mailboxUrl, issue.number);
  const mailsOf = new Map<number, number>();
  for (const { delivery } of mails) mailsOf.set(delivery, (mailsOf.get(delivery) ?? 0) + 1);
  const audience = await readAudienceByState(db, issue.id);
  const isMailed = (row: Row) => mailsOf.has(row.id);
  const isExplained = ({ state, reason }: Row) =>
    (state === 'suppressed' || state === 'refused') && reason !== null;
  return {
    audience,
    ledger: { accepted: mails.length, distinct: new Set(mails.map((mail) => mail.address)).size },
    lost: rows.filter((row) => !isMailed(row) && !isExplained(row)).length,
    doubled: [...mailsOf.values()].filter((count) => count > 1).length,
    mismatched: rows.filter((row) => !isAsInLedger(row, isMailed(row))).length,
    unwanted: rows.filter((row) => isMailed(row) && isSealedAfter(row, left)).length,
    unknown: audience.unknown,
  };
}

/** Accepted in both, with everything that the emulator reported of the mail. */
function isAsInLedger(row: Row, isMailed: boolean): boolean {
  return row.state === 'accepted' ? isMailed && hasExpectedEvents(row) : !isMailed;
}

function isSealedAfter({ subscriber_id, sealed_at }: Row, left: Map<number, Date>): boolean {
  const leftAt = left.get(subscriber_id);
  return leftAt !== undefined && sealed_at !== null && sealed_at > leftAt;
}

async function listDeliveries(db: Database, issueId: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select deliveries.id, subscriber_id, deliveries.state, reason, sealed_at, email,
      delivered_at, bounced_at, complained_at
    from deliveries join batches on batches.id = batch_id
    where deliveries.issue_id = ${issueId}`.execute(db);
  return rows;
}

/** Each accepted mail of an issue: its delivery, and the hash of its address. */
async function readLedger(
  mailboxUrl: string,
  issue: number,
): Promise<{ delivery: number; address: string }[]> {
  const answer = await fetch(`${mailboxUrl}/ledger/deliveries?issue=${issue}`);
  if (!answer.ok) throw new Error(`the ledger did not answer: ${answer.status}`);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [, delivery, address] = line.split(' ');
    return { delivery: Number(delivery), address: address! };
  });
}
