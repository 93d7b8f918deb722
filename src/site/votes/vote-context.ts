import type { CardSide, Choice, Community } from '../../../emails/props';
import { listCards } from '../../issues/content';
import type { Database } from '../../platform/database';
import type { ReaderVote } from '../../votes/reader-votes';
import { readCommunity } from '../../votes/tallies';

/** As it stood in the issue. */
type PanelSplit = Pick<CardSide, 'panel_ship' | 'seats'>;

/** With the community's result so far. */
interface OtherVote {
  tool: string;
  choice: Choice;
  community: Community;
}

export interface VoteContext {
  community: Community;
  panel: PanelSplit | null;
  others: OtherVote[];
}

interface VoteQuery {
  issueId: number;
  /** In the issue. */
  ownVotes: ReaderVote[];
  toolId: string;
  floor: number;
}

export async function readVoteContext(
  db: Database,
  { issueId, ownVotes, toolId, floor }: VoteQuery,
): Promise<VoteContext> {
  const toolIds = [toolId, ...ownVotes.map(({ tool }) => tool.id)];
  const community = await readCommunity(db, { toolIds: [...new Set(toolIds)], floor });
  const sides = (await listCards(db, issueId)).flatMap((card) => card.sides);
  return {
    community: community.get(toolId)!,
    panel: sides.find((side) => side.tool.id === toolId) ?? null,
    others: ownVotes
      .filter(({ tool }) => tool.id !== toolId)
      .map(({ tool, choice }) => ({ tool: tool.name, choice, community: community.get(tool.id)! })),
  };
}
