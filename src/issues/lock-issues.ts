import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Until this transaction ends nobody else makes an issue: numbers follow one another, and each sees
 * what the one before used. Other reads and writes go on.
 */
export async function lockIssues(tx: Database): Promise<void> {
  await sql`lock table issues in share update exclusive mode`.execute(tx);
}
