import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

const CONCURRENCY = 50_000;

/** Written by the database itself: a million of them take a minute this way. */
export async function inventReaders(db: Database, count: number): Promise<void> {
  for (let from = 1; from <= count; from += CONCURRENCY) {
    await inventSome(db, from, Math.min(count, from + CONCURRENCY - 1));
  }
  await sql`analyze subscribers`.execute(db);
}

async function inventSome(db: Database, from: number, to: number): Promise<void> {
  await sql`
    with box as (
      insert into mailboxes (hash) select sha256(('mailbox ' || n)::bytea)
      from generate_series(${from}::int, ${to}::int) as n
      returning id
    )
    insert into subscribers (email, email_key, email_hash, mailbox_id, state, created_at,
      confirmed_at, opens_consent_at)
    select email, email, sha256(email::bytea), id, 'confirmed', now(), now(),
      case when id % 2 = 0 then now() end
    from box, lateral (select 'reader' || id || '@example.com' as email) as address`.execute(db);
}
