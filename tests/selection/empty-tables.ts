import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

/** Forgets every comparison and issue, so that each test of a file begins with none. */
export async function emptyTables(db: Database): Promise<void> {
  await sql`truncate tools, comparisons, sides, tallies, issues, issue_history, entries, picks
    restart identity cascade`.execute(db);
}
