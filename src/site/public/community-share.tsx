import type { Community } from '../../../emails/props';
import { communityInWords } from '../../../emails/words';
import { ShareBar } from './share-bar';

interface CommunityShareProps {
  community: Community;
  /** Fewer votes than this are shown as a count. */
  floor: number;
}

export function CommunityShare({ community, floor }: CommunityShareProps) {
  const { ship, skip, percent } = community;
  const votes = ship + skip;
  if (votes === 0) return <p>No reader has voted on this tool yet.</p>;
  if (percent === null) {
    return (
      <p>
        <strong>{communityInWords(community)}</strong> so far. A percentage is shown from {floor}{' '}
        votes on.
      </p>
    );
  }
  return (
    <>
      <p class="share">
        <strong>{percent}%</strong> community ship
      </p>
      <ShareBar percent={percent} />
      <p class="soft note">Of {votes} votes: each reader’s latest on this tool, counted once</p>
    </>
  );
}
