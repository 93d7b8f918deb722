import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../platform/database';

/**
 * Freezes with each delivery what its mailbox said in the ballot that the issue brings back. `said` is
 * a query of `mailbox_id` and `said`: a character a tool, + for ship, - for skip, . for no vote.
 */
export async function keepSaid(
  tx: Database,
  { issueId, said }: { issueId: number; said: RawBuilder<{ mailbox_id: number; said: string }> },
): Promise<void> {
  await sql`update deliveries set said = voter.said from (${said}) as voter
    where deliveries.issue_id = ${issueId} and deliveries.mailbox_id = voter.mailbox_id`.execute(
    tx,
  );
}
