import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';

/** Rebuilds votes and tallies from casts and classifications; the numbers come out the same. */
export async function recountVotes(db: Database): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`lock table tallies, votes in exclusive mode`.execute(tx);
    await sql`delete from votes`.execute(tx);
    await sql`insert into votes (tool_id, mailbox_id, choice, cast_id)
      select tool_id, mailbox_id, choice, cast_id from reader_votes`.execute(tx);
    await sql`update tallies set ship = 0, skip = 0`.execute(tx);
    await sql`insert into tallies (tool_id, ship, skip)
      select tool_id, count(*) filter (where choice = 'ship'), count(*) filter (where choice = 'skip')
      from votes group by tool_id
      on conflict (tool_id) do update set ship = excluded.ship, skip = excluded.skip`.execute(tx);
  });
}
