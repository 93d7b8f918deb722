import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Locks the making of issues until this transaction ends: numbers follow one another, and each new issue
 * sees what the one before it took. Other reads and writes go on.
 */
export async function lockIssues(tx: Database): Promise<void> {
  await sql`lock table issues in share update exclusive mode`.execute(tx);
}
