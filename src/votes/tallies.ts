import type { Community } from '../../emails/props';
import type { Database } from '../platform/database';
import { toCommunity } from './community';

/** Every id is in the answer. */
export async function readCommunity(
  db: Database,
  { toolIds, floor }: { toolIds: string[]; floor: number },
): Promise<Map<string, Community>> {
  const none = toCommunity({ ship: 0, skip: 0 }, floor);
  const community = new Map(toolIds.map((id) => [id, none]));
  if (toolIds.length === 0) return community;
  const rows = await db
    .selectFrom('tallies')
    .select(['tool_id', 'ship', 'skip'])
    .where('tool_id', 'in', toolIds)
    .execute();
  for (const { tool_id, ...tally } of rows) community.set(tool_id, toCommunity(tally, floor));
  return community;
}
