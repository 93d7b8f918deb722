import { sql } from 'kysely';
import type { Choice } from '../../emails/props';
import type { Database } from '../platform/database';
import type { Casts } from '../platform/schema';
import type { Visitor } from '../tracking/evidence';

/** Only as far as we can tell that it was the reader. */
export interface ReaderVote {
  tool: { id: string; name: string };
  choice: Choice;
  standing: Casts['standing'];
}

interface VoteQuery {
  deliveryId: number;
  visitor: Visitor;
}

/**
 * A cast is the reader's once it is classified and not held; before that only if this very visitor
 * made it, since a scanner may have come first.
 */
export async function listReaderVotes(
  db: Database,
  { deliveryId, visitor }: VoteQuery,
): Promise<ReaderVote[]> {
  const { rows } = await sql<{ id: string; name: string } & Omit<ReaderVote, 'tool'>>`
    select distinct on (casts.tool_id) tools.id, tools.name, casts.choice, casts.standing
    from casts join tools on tools.id = casts.tool_id
      join hits on hits.id = casts.hit_id
      left join cast_classifications as classified on classified.cast_id = casts.id
    where casts.delivery_id = ${deliveryId} and not coalesce(classified.held,
      (hits.network, hits.user_agent) is distinct from (${visitor.network}, ${visitor.user_agent}))
    order by casts.tool_id, casts.standing = 'confirmed' desc,
      case when casts.standing = 'confirmed' then -casts.id else casts.id end`.execute(db);
  return rows.map(({ id, name, ...vote }) => ({ tool: { id, name }, ...vote }));
}

export async function findVote(
  db: Database,
  { toolId, ...asking }: VoteQuery & { toolId: string },
): Promise<ReaderVote | null> {
  const votes = await listReaderVotes(db, asking);
  return votes.find(({ tool }) => tool.id === toolId) ?? null;
}
