import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';

/** An address that got more than one mail of an issue, and how many. */
export interface Doubled {
  address: string;
  mails: number;
}

const MAX_DOUBLED = 1_000;
const PAGE = 1_000;

export function listDoubled(tables: DatabaseSync, issue: string): Doubled[] {
  const rows = tables
    .prepare(
      `select address, mails from issue_recipients where issue = ? and mails > 1
       order by address limit ?`,
    )
    .all(issue, MAX_DOUBLED);
  return rows.map((row) => ({ ...row }) as unknown as Doubled);
}

interface DeliveryRow {
  number: number;
  delivery: string | null;
  recipients: string;
  at: number;
}

/**
 * One line per mail of the issue and recipient, oldest first, in pages: the mail's number, the tag
 * `delivery` or `-`, the SHA-256 of the lower-case address in hex, the moment in ms. Starts after
 * mail number `after`.
 */
export function* listDeliveries(
  tables: DatabaseSync,
  { issue, after }: { issue: string; after: number },
): Generator<string> {
  const statement = tables.prepare(
    `select number, delivery, recipients, at from mails
     where issue = ? and number > ? order by number limit ?`,
  );
  let last = after;
  while (true) {
    const rows = statement.all(issue, last, PAGE) as unknown as DeliveryRow[];
    if (rows.length === 0) return;
    yield rows.map(toLines).join('');
    last = rows.at(-1)!.number;
  }
}

function toLines({ number, delivery, recipients, at }: DeliveryRow): string {
  const lines = (JSON.parse(recipients) as string[]).map((address) => {
    const hash = createHash('sha256').update(address).digest('hex');
    return `${number} ${delivery ?? '-'} ${hash} ${at}\n`;
  });
  return lines.join('');
}
