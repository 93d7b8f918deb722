import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

/** Deletes comparisons and issues, so that each test of a file begins with none. */
export async function emptyTables(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // The guard of frozen results doesn't know that this is a test.
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`truncate tools, comparisons, sides, tallies, issues, issue_history, entries, picks
      restart identity cascade`.execute(tx);
  });
}
