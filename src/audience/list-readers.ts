import type { NotNull } from 'kysely';
import type { Database } from '../platform/database';
import type { Choices } from './preferences';

/** Everything that an import reads back. */
export interface ReaderRow extends Choices {
  email: string;
  /** `suppressed` if staff asked for it. */
  state: 'confirmed' | 'unsubscribed' | 'bounced' | 'complained' | 'suppressed';
  confirmed_at: Date;
  unsubscribed_at: Date | null;
  suppressed_at: Date | null;
}

const ROWS_PER_PAGE = 5_000;

/**
 * In the order of joining, in pages so that memory stays flat. Erased readers are left out: neither
 * the row without an address nor the suppression.
 */
export async function* listReaders(db: Database): AsyncGenerator<ReaderRow> {
  let after = 0;
  for (;;) {
    const rows = await readPage(db, after);
    if (rows.length === 0) return;
    after = rows.at(-1)!.id;
    for (const { id: _, reason, ...row } of rows) {
      if (reason !== 'erased') yield { ...row, state: nameState(row.state, reason) };
    }
  }
}

function readPage(db: Database, after: number) {
  return db
    .selectFrom('subscribers')
    .leftJoin('suppressions', 'suppressions.email_hash', 'subscribers.email_hash')
    .select(['id', 'email', 'state', 'confirmed_at', 'unsubscribed_at', 'reason'])
    .select(['suppressions.at as suppressed_at', 'opens_consent_at', 'opens_refused_at'])
    .select(['plain_links', 'topics', 'paused_until', 'paused_issues'])
    .where('id', '>', after)
    .where('state', '<>', 'erased')
    .$narrowType<{ email: NotNull; state: 'confirmed' | 'unsubscribed' }>()
    .orderBy('id')
    .limit(ROWS_PER_PAGE)
    .execute();
}

function nameState(
  state: 'confirmed' | 'unsubscribed',
  reason: 'bounced' | 'complained' | 'asked' | null,
): ReaderRow['state'] {
  if (reason === null) return state;
  return reason === 'asked' ? 'suppressed' : reason;
}
