import type { NotNull } from 'kysely';
import type { Database } from '../platform/database';

export interface ReaderRow {
  email: string;
  state: 'confirmed' | 'unsubscribed';
  confirmed_at: Date;
  unsubscribed_at: Date | null;
  opens_consent_at: Date | null;
}

const ROWS_A_PAGE = 5_000;

/** Every reader in the order of joining, read in pages so that memory stays flat. */
export async function* listReaders(db: Database): AsyncGenerator<ReaderRow> {
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom('subscribers')
      .select(['id', 'email', 'state', 'confirmed_at', 'unsubscribed_at', 'opens_consent_at'])
      .where('id', '>', after)
      .where('state', '<>', 'erased')
      .$narrowType<{ email: NotNull; state: ReaderRow['state'] }>()
      .orderBy('id')
      .limit(ROWS_A_PAGE)
      .execute();
    if (rows.length === 0) return;
    after = rows.at(-1)!.id;
    for (const { id: _, ...row } of rows) yield row;
  }
}
