import { sql } from 'kysely';
import type { Database } from '../../platform/database';
import type { MailboxAndTool } from '../count-votes';
import type { CrowdedDomain } from './crowded-domains';

/**
 * Once per ballot and domain, including its readers who haven't voted. The caller has locked the
 * ballot, and counts the votes again.
 */
export async function holdDomains(
  tx: Database,
  { issueId, crowded, at }: { issueId: number; crowded: CrowdedDomain[]; at: Date },
): Promise<MailboxAndTool[]> {
  const touched: MailboxAndTool[] = [];
  for (const { domain, voters, of_voters } of crowded) {
    const hold = await tx
      .insertInto('domain_holds')
      .values({ issue_id: issueId, domain, voters, of_voters, held_at: at })
      .onConflict((conflict) => conflict.columns(['issue_id', 'domain']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!hold) continue;
    await holdMailboxes(tx, { holdId: hold.id, issueId, domain });
    touched.push(...(await listTouched(tx, hold.id)));
  }
  return touched;
}

async function holdMailboxes(
  tx: Database,
  { holdId, issueId, domain }: { holdId: number; issueId: number; domain: string },
): Promise<void> {
  await sql`
    insert into held_mailboxes (issue_id, mailbox_id, hold_id)
    select distinct deliveries.issue_id, deliveries.mailbox_id, ${holdId}::bigint
    from deliveries join subscribers on subscribers.id = deliveries.subscriber_id
    where deliveries.issue_id = ${issueId}
      and right('.' || split_part(subscribers.email_key, '@', 2), ${domain.length + 1}) = ${`.${domain}`}
    on conflict (issue_id, mailbox_id) do nothing`.execute(tx);
}

export async function listTouched(tx: Database, holdId: number): Promise<MailboxAndTool[]> {
  const { rows } = await sql<MailboxAndTool>`
    select distinct casts.tool_id, casts.mailbox_id
    from held_mailboxes join casts using (issue_id, mailbox_id)
    where held_mailboxes.hold_id = ${holdId}`.execute(tx);
  return rows;
}
