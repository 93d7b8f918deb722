import type { CardSide, Choice, Community } from '../../emails/props';
import type { FoundDelivery } from '../deliveries/find';
import { listCards } from '../issues/content';
import type { Database } from '../platform/database';
import type { Visitor } from '../tracking/evidence';
import { listSaid, type Said } from '../votes/said';
import { readCommunity } from '../votes/tallies';

/** The panel's say as it stood in the issue. */
export type PanelSplit = Pick<CardSide, 'panel_ship' | 'seats'>;

/** What this reader said of another tool of the issue, and the community's result so far. */
export interface OtherVote {
  tool: string;
  choice: Choice;
  community: Community;
}

export interface VoteStanding {
  said: Said | null;
  community: Community;
  panel: PanelSplit | null;
  others: OtherVote[];
}

interface Asked {
  delivery: FoundDelivery;
  visitor: Visitor;
  toolId: string;
  floor: number;
}

/** How a reader's vote on one tool stands, beside the community, the panel and their other votes. */
export async function readStanding(
  db: Database,
  { delivery, visitor, toolId, floor }: Asked,
): Promise<VoteStanding> {
  const said = await listSaid(db, { deliveryId: delivery.id, visitor });
  const toolIds = [toolId, ...said.map(({ tool }) => tool.id)];
  const community = await readCommunity(db, { toolIds: [...new Set(toolIds)], floor });
  const sides = (await listCards(db, delivery.issue_id)).flatMap((card) => card.sides);
  return {
    said: said.find(({ tool }) => tool.id === toolId) ?? null,
    community: community.get(toolId)!,
    panel: sides.find((side) => side.tool.id === toolId) ?? null,
    others: said
      .filter(({ tool }) => tool.id !== toolId)
      .map(({ tool, choice }) => ({ tool: tool.name, choice, community: community.get(tool.id)! })),
  };
}
