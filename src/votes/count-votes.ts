import { sql } from 'kysely';
import type { Database } from '../platform/database';

export interface MailboxAndTool {
  tool_id: string;
  mailbox_id: number;
}

/**
 * The view reader_votes alone says what counts. Tallies are locked first and in one order, so of
 * two counts the later sees what the earlier saw.
 */
export async function countVotes(tx: Database, votes: MailboxAndTool[]): Promise<void> {
  if (votes.length === 0) return;
  const tools = votes.map((vote) => vote.tool_id);
  const mailboxes = votes.map((vote) => vote.mailbox_id);
  await sql`insert into tallies (tool_id)
    select distinct tool_id from unnest(${tools}::uuid[]) as tool_id order by tool_id
    on conflict (tool_id) do update set ship = tallies.ship`.execute(tx);
  await sql`
    with pair as (
      select distinct tool_id, mailbox_id
      from unnest(${tools}::uuid[], ${mailboxes}::bigint[]) as pair (tool_id, mailbox_id)
    ), fresh as (
      select pair.tool_id, pair.mailbox_id, vote.choice, vote.cast_id
      from pair cross join lateral (
        select choice, cast_id from reader_votes
        where tool_id = pair.tool_id and mailbox_id = pair.mailbox_id limit 1
      ) as vote
    ), earlier as (
      select votes.* from votes join pair using (tool_id, mailbox_id)
    ), gone as (
      delete from votes using earlier
      where votes.tool_id = earlier.tool_id and votes.mailbox_id = earlier.mailbox_id
        and not exists (select from fresh where fresh.tool_id = votes.tool_id
          and fresh.mailbox_id = votes.mailbox_id)
    ), kept as (
      insert into votes (tool_id, mailbox_id, choice, cast_id)
      select tool_id, mailbox_id, choice, cast_id from fresh
      on conflict (tool_id, mailbox_id)
        do update set choice = excluded.choice, cast_id = excluded.cast_id
    ), move as (
      select tool_id, choice, 1 as by from fresh
      union all select tool_id, choice, -1 from earlier
    ), change as (
      select tool_id, coalesce(sum(by) filter (where choice = 'ship'), 0) as ship,
        coalesce(sum(by) filter (where choice = 'skip'), 0) as skip
      from move group by tool_id
    )
    update tallies set ship = tallies.ship + change.ship, skip = tallies.skip + change.skip
    from change where change.tool_id = tallies.tool_id`.execute(tx);
}
