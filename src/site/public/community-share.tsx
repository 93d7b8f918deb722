import type { Community } from '../../../emails/props';
import { communityInWords } from '../../../emails/words';
import { SHARE } from './result-words';
import { ShareBar } from './share-bar';

interface CommunityShareProps {
  community: Community;
  /** Fewer votes than this are shown as a count. */
  floor: number;
}

export function CommunityShare({ community, floor }: CommunityShareProps) {
  const { ship, skip, percent } = community;
  const votes = ship + skip;
  if (votes === 0) return <p>{SHARE.none}</p>;
  if (percent === null) {
    return (
      <p>
        <strong>{communityInWords(community)}</strong> {SHARE.belowFloor(floor)}
      </p>
    );
  }
  return (
    <>
      <p class="share">
        <strong>{percent}%</strong> {SHARE.shareOf}
      </p>
      <ShareBar percent={percent} />
      <p class="soft note">{SHARE.basis(votes)}</p>
    </>
  );
}
