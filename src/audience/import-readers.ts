import { sql } from 'kysely';
import { requireCleanLine } from '../platform/clean-text';
import { type Database, inTransaction } from '../platform/database';
import type { Installation } from '../platform/installation';
import { Refusal } from '../platform/refusal';
import { hashAddress } from './address';
import { ensureMailboxes, hashMailbox } from './mailbox';
import { type ReaderLine, type RefusedLine, readReaderFile } from './reader-file';

export interface ReadersImported {
  added: number;
  known: number;
  suppressed: number;
  refused: RefusedLine[];
}

interface Import {
  csv: string;
  /** Where and when these readers said yes; kept in the consent log. */
  consent: string;
  installation: Installation;
  actor: string;
  at: Date;
}

const LINES_A_STATEMENT = 5_000;

/**
 * Takes confirmed readers from a CSV. Known and suppressed addresses are skipped and counted, bad
 * lines refused by number. Each run of lines is one transaction, so a second try goes on.
 */
export async function importReaders(db: Database, input: Import): Promise<ReadersImported> {
  const consent = requireCleanLine('The consent', input.consent);
  if (consent === '' || consent.length > 300) {
    throw new Refusal(
      'invalid',
      'Say where and when these readers agreed, in 1 to 300 characters.',
    );
  }
  const { readers, refused } = readReaderFile(input.csv);
  const distinct = keepFirst(readers);
  const total: ReadersImported = {
    added: 0,
    known: readers.length - distinct.length,
    suppressed: 0,
    refused,
  };
  for (let from = 0; from < distinct.length; from += LINES_A_STATEMENT) {
    const lines = distinct.slice(from, from + LINES_A_STATEMENT);
    const counts = await inTransaction(db, (tx) => addReaders(tx, lines, { ...input, consent }));
    total.added += counts.added;
    total.suppressed += counts.suppressed;
    total.known += lines.length - counts.added - counts.suppressed;
  }
  return total;
}

function keepFirst(readers: ReaderLine[]): ReaderLine[] {
  const first = new Map<string, ReaderLine>();
  for (const reader of readers) {
    if (!first.has(reader.email_key)) first.set(reader.email_key, reader);
  }
  return [...first.values()];
}

async function addReaders(
  tx: Database,
  lines: ReaderLine[],
  { consent, installation, actor, at }: Import,
): Promise<{ added: number; suppressed: number }> {
  const hashes = lines.map((line) => hashAddress(installation.address_key, line.email_key));
  const mailboxes = lines.map((line) => hashMailbox(installation, line.email_key));
  await ensureMailboxes(tx, mailboxes);
  const { rows } = await sql<{ added: number; suppressed: number }>`
    with line as (
      select * from unnest(
        ${lines.map((line) => line.email)}::text[], ${lines.map((line) => line.email_key)}::text[],
        ${lines.map((line) => line.opens)}::boolean[], ${hashes}::bytea[], ${mailboxes}::bytea[]
      ) with ordinality as line (email, email_key, opens, email_hash, mailbox_hash, place)
    ), stopped as (
      select email_key from line join suppressions using (email_hash)
    ), added as (
      insert into subscribers (email, email_key, email_hash, mailbox_id, state, created_at,
        confirmed_at, opens_consent_at)
      select email, email_key, email_hash, mailboxes.id, 'confirmed', ${at}, ${at},
        case when opens then ${at}::timestamptz end
      from line left join mailboxes on mailboxes.hash = line.mailbox_hash
      where not exists (select from stopped where stopped.email_key = line.email_key)
      order by place
      on conflict (email_key) do nothing
      returning id, opens_consent_at
    ), logged as (
      insert into consents (subscriber_id, at, subject, given, wording, actor)
      select id, ${at}, subject, true, ${consent}, ${actor}
      from added cross join (values ('newsletter'), ('opens')) as said (subject)
      where subject = 'newsletter' or opens_consent_at is not null
    )
    select (select count(*) from added) as added,
      (select count(*) from stopped where not exists (
        select from subscribers where subscribers.email_key = stopped.email_key)) as suppressed`.execute(
    tx,
  );
  return rows[0]!;
}
