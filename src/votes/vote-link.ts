import type { Choice } from '../../emails/props';
import type { Database } from '../platform/database';
import type { Ballot } from './ballots/ballot';

export interface VoteLink {
  n: number;
  choice: Choice;
  tool: { id: string; slug: string; name: string; tagline: string };
  comparison_slug: string;
  /** The link for the other choice. */
  opposite_n: number;
}

export interface Voter {
  id: number;
  issue_id: number;
  subscriber_id: number;
  mailbox_id: number;
  /** Such votes don't count in the issue's ballot. */
  joined_late: boolean;
}

export interface VoteOnTool {
  voter: Voter;
  link: VoteLink;
  ballot: Pick<Ballot, 'opened_at' | 'closed_at'>;
}

/** One read, since every visit asks. Nothing for another issue's link or an erased reader. */
export async function findVoteLink(
  db: Database,
  { deliveryId, n }: { deliveryId: number; n: number },
): Promise<VoteOnTool | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .innerJoin('subscribers', 'subscribers.id', 'deliveries.subscriber_id')
    .innerJoin('ballots', 'ballots.issue_id', 'deliveries.issue_id')
    .innerJoin('links', 'links.issue_id', 'deliveries.issue_id')
    .innerJoin('links as other', (join) =>
      join
        .onRef('other.issue_id', '=', 'links.issue_id')
        .onRef('other.tool_id', '=', 'links.tool_id')
        .onRef('other.choice', '<>', 'links.choice'),
    )
    .innerJoin('tools', 'tools.id', 'links.tool_id')
    .innerJoin('comparisons', 'comparisons.id', 'links.comparison_id')
    .select(['deliveries.id', 'deliveries.issue_id', 'deliveries.subscriber_id'])
    .select(['deliveries.mailbox_id', 'deliveries.joined_late'])
    .select(['ballots.opened_at', 'ballots.closed_at'])
    .select(['links.choice', 'other.n as opposite_n', 'comparisons.slug as comparison_slug'])
    .select(['tools.id as tool_id', 'tools.slug', 'tools.name', 'tools.tagline'])
    .where('deliveries.id', '=', deliveryId)
    .where('links.n', '=', n)
    .where('subscribers.state', '<>', 'erased')
    .executeTakeFirst();
  if (!row) return undefined;
  const { id, issue_id, subscriber_id, mailbox_id, joined_late, ...rest } = row;
  const { opened_at, closed_at, choice, opposite_n, comparison_slug, ...named } = rest;
  const { tool_id, ...tool } = named;
  return {
    voter: { id, issue_id, subscriber_id, mailbox_id, joined_late },
    ballot: { opened_at, closed_at },
    link: { n, choice: choice!, opposite_n, comparison_slug, tool: { id: tool_id, ...tool } },
  };
}
