import { sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Until this transaction ends nobody else makes an issue: numbers follow one another, and what one
 * issue took the next one sees. Everyone else's reading and writing goes on.
 */
export async function takeTurn(tx: Database): Promise<void> {
  await sql`lock table issues in share update exclusive mode`.execute(tx);
}
