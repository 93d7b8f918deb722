import { sql } from 'kysely';
import type { Database } from '../../src/platform/database';

/** Ids of the processes that hold a batch right now. */
export async function listHolders(db: Database): Promise<number[]> {
  const { rows } = await sql<{ holder: string }>`
    select distinct holder from batches
    where state in ('waiting', 'sealed') and lease_until > database_now()
      and holder is not null`.execute(db);
  return rows.map(({ holder }) => Number(holder.split(':').at(-1)));
}

/** Moves the database's clock forward, so that leases lapse while their holders live. */
export class DatabaseClock {
  #seconds = 0;

  constructor(private readonly db: Database) {}

  async jump(seconds: number): Promise<void> {
    const ahead = this.#seconds + seconds;
    await sql`${sql.raw(`create or replace function database_now() returns timestamptz
      language sql volatile as $$select clock_timestamp() + interval '${ahead} seconds'$$`)}`.execute(
      this.db,
    );
    this.#seconds = ahead;
  }
}
