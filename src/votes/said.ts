import { sql } from 'kysely';
import type { Choice } from '../../emails/props';
import type { Database } from '../platform/database';
import type { Casts } from '../platform/schema';
import type { Visitor } from '../tracking/evidence';

/** What a reader has said of a tool in one issue, as far as it may be taken for theirs. */
export interface Said {
  tool: { id: string; name: string };
  choice: Choice;
  standing: Casts['standing'];
}

interface Asking {
  deliveryId: number;
  visitor: Visitor;
}

/**
 * What this delivery's reader has said so far, by tool: the last pressed button, else what the page
 * recorded first. A cast is taken for the reader's once it is classified and not held; before that only
 * where this very visitor made it, since it may be a scanner's who came first. Young provisional
 * casts are in it; whether they count is told by their settling.
 */
export async function listSaid(db: Database, { deliveryId, visitor }: Asking): Promise<Said[]> {
  const { rows } = await sql<{ id: string; name: string } & Omit<Said, 'tool'>>`
    select distinct on (casts.tool_id) tools.id, tools.name, casts.choice, casts.standing
    from casts join tools on tools.id = casts.tool_id
      join hits on hits.id = casts.hit_id
      left join cast_classifications as classified on classified.cast_id = casts.id
    where casts.delivery_id = ${deliveryId} and not coalesce(classified.held,
      (hits.network, hits.user_agent) is distinct from (${visitor.network}, ${visitor.user_agent}))
    order by casts.tool_id, casts.standing = 'confirmed' desc,
      case when casts.standing = 'confirmed' then -casts.id else casts.id end`.execute(db);
  return rows.map(({ id, name, ...said }) => ({ tool: { id, name }, ...said }));
}

/** The same of one tool; null where this reader has said nothing that stands. */
export async function findVote(
  db: Database,
  { toolId, ...asking }: Asking & { toolId: string },
): Promise<Said | null> {
  const said = await listSaid(db, asking);
  return said.find(({ tool }) => tool.id === toolId) ?? null;
}
