import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { uuidv7 } from 'uuidv7';
import type { PlacedMail } from '../api/posted-batch';
import { type PostedMail, readAddress } from '../api/posted-mail';
import { dayOf } from '../api/quota';
import type { IssueCounts } from './ledger-counts';

const SQL = {
  insertMail: `insert into mails (id, request, position, at, sender, recipients, subject, tags, issue,
    delivery) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  insertRecipient: 'insert into recipients (address, mail) values (?, ?)',
  findRecipient: 'select 1 from recipients where address = ? limit 1',
  findMail: 'select 1 from mails where issue = ? and delivery = ? limit 1',
  countRecipient: `insert into issue_recipients (issue, address, mails) values (?, ?, 1)
    on conflict do update set mails = mails + 1 returning mails`,
  countIssue: `insert into issues (issue, accepted, recipients, deliveries, doubled)
    values (?, ?, ?, ?, ?) on conflict do update set accepted = accepted + excluded.accepted,
      recipients = recipients + excluded.recipients,
      deliveries = deliveries + excluded.deliveries, doubled = doubled + excluded.doubled`,
  countDay: `insert into days (day, accepted, recipients) values (?, ?, ?) on conflict do update
    set accepted = accepted + excluded.accepted, recipients = recipients + excluded.recipients`,
} as const;

interface WriteContext {
  request: number;
  at: Date;
}

export interface WrittenMail {
  /** In the order of acceptance. */
  number: number;
  /** Resend's id for it. */
  id: string;
  /** Lower-case, each once. */
  addresses: string[];
}

interface Tally {
  recipients: number;
  issues: Map<string, IssueCounts>;
}

/** Within the caller's transaction. */
export class LedgerWriter {
  readonly #statements: Record<keyof typeof SQL, StatementSync>;

  constructor(tables: DatabaseSync) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, tables.prepare(sql)]);
    this.#statements = Object.fromEntries(prepared);
  }

  /** In the mails' order. */
  write(mails: PlacedMail[], into: WriteContext): WrittenMail[] {
    const tally: Tally = { recipients: 0, issues: new Map() };
    const written = mails.map((placed) => this.#writeMail(placed, into, tally));
    this.#statements.countDay.run(dayOf(into.at.getTime()), mails.length, tally.recipients);
    for (const [issue, counts] of tally.issues) {
      const { accepted, distinct_recipients, distinct_deliveries, doubled_recipients } = counts;
      const numbers = [accepted, distinct_recipients, distinct_deliveries, doubled_recipients];
      this.#statements.countIssue.run(issue, ...numbers);
    }
    return written;
  }

  #writeMail(
    { position, mail }: PlacedMail,
    { request, at }: WriteContext,
    tally: Tally,
  ): WrittenMail {
    // In order of time, so that a million of them go at the end of their index.
    const id = uuidv7();
    const { addresses, tags, issue, delivery } = describe(mail);
    const counts = issue === null ? null : countsOf(tally, issue);
    if (counts) {
      counts.accepted += 1;
      counts.distinct_deliveries += this.#isNewDelivery(issue!, delivery) ? 1 : 0;
    }
    const { lastInsertRowid } = this.#statements.insertMail.run(
      ...[id, request, position, at.getTime(), mail.from, JSON.stringify(addresses)],
      ...[mail.subject, tags, issue, delivery],
    );
    for (const address of addresses) {
      if (!this.#statements.findRecipient.get(address)) tally.recipients += 1;
      this.#statements.insertRecipient.run(address, lastInsertRowid);
      if (counts) this.#countRecipient(counts, issue!, address);
    }
    return { number: Number(lastInsertRowid), id, addresses };
  }

  #isNewDelivery(issue: string, delivery: string | null): boolean {
    return delivery !== null && !this.#statements.findMail.get(issue, delivery);
  }

  #countRecipient(counts: IssueCounts, issue: string, address: string): void {
    const { mails } = this.#statements.countRecipient.get(issue, address)!;
    if (mails === 1) counts.distinct_recipients += 1;
    if (mails === 2) counts.doubled_recipients += 1;
  }
}

function countsOf({ issues }: Tally, issue: string): IssueCounts {
  const found = issues.get(issue);
  if (found) return found;
  const none = {
    accepted: 0,
    distinct_recipients: 0,
    distinct_deliveries: 0,
    doubled_recipients: 0,
  };
  issues.set(issue, none);
  return none;
}

function describe({ to, tags }: PostedMail) {
  const tag = (name: string) => tags?.find((each) => each.name === name)?.value ?? null;
  return {
    addresses: [...new Set([to].flat().map((each) => readAddress(each)!.toLowerCase()))],
    tags: JSON.stringify(tags ?? []),
    issue: tag('issue'),
    delivery: tag('delivery'),
  };
}
