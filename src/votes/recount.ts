import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database';

/** Rebuilds every vote and tally from the casts alone; the numbers must come out the same. */
export async function recountVotes(db: Database): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`lock table tallies, votes in exclusive mode`.execute(tx);
    await sql`delete from votes`.execute(tx);
    await sql`insert into votes (tool_id, subscriber_id, choice, cast_id)
      select distinct on (tool_id, subscriber_id) tool_id, subscriber_id, choice, id
      from casts where standing = 'confirmed'
      order by tool_id, subscriber_id, id desc`.execute(tx);
    await sql`delete from tallies`.execute(tx);
    await sql`insert into tallies (tool_id, ship, skip)
      select tool_id, count(*) filter (where choice = 'ship'), count(*) filter (where choice = 'skip')
      from votes group by tool_id`.execute(tx);
  });
}
