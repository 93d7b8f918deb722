import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

/** Forgets every comparison and issue, so that each test of a file begins with none. */
export async function emptyTables(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // What guards frozen results does not know that this is a test.
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`truncate tools, comparisons, sides, tallies, issues, issue_history, entries, picks
      restart identity cascade`.execute(tx);
  });
}
