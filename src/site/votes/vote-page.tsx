import { isolate } from '../../../emails/isolate';
import type { ReaderVote } from '../../votes/reader-votes';
import type { VoteLink } from '../../votes/vote-link';
import { Layout } from '../../web/layout';
import { FRAME } from '../../web/words';
import { CommunityShare } from '../public/community-share';
import { AfterVote, VoteScript } from './after-vote';
import { VoteButtons } from './vote-buttons';
import type { VoteContext } from './vote-context';
import { VOTE } from './words';

export interface VotePageProps {
  newsletter: string;
  link: VoteLink;
  /** In this issue. */
  ownVote: Pick<ReaderVote, 'choice' | 'standing'> | null;
  isOpen: boolean;
  /** Joined after the release, so votes on it do not count. */
  isLate: boolean;
  /** Null while there is still a vote to ask for: nothing shown may influence it. */
  context: VoteContext | null;
  /** Where the script reports the page as seen; null if there is nothing to record. */
  scriptPath: string | null;
  /** Fewer votes than this are shown as a count. */
  floor: number;
  pathOf: (n: number) => string;
}

/**
 * Each choice is a button that works without script. The script replaces the parts marked
 * `data-part` with those of the page that answers it.
 */
export function VotePage(props: VotePageProps) {
  const { newsletter, link, ownVote, isOpen, context, floor } = props;
  return (
    <Layout title={titleOf(props)} newsletter={newsletter}>
      <p class="eyebrow">
        {VOTE.eyebrow} <bdi>{link.tool.name}</bdi>
      </p>
      <h1 data-part="heading">{titleOf(props)}</h1>
      <p class="lead">
        <bdi>{link.tool.tagline}</bdi>
      </p>
      <div class="sheet">{isOpen ? <VoteButtons {...props} /> : <Closed ownVote={ownVote} />}</div>
      <div data-part="outcome">
        {context && (
          <div class="sheet">
            <CommunityShare community={context.community} floor={floor} />
            <AfterVote panel={context.panel} others={context.others} />
            <a class="way-on" href="/how-votes-count">
              {FRAME.counting}
            </a>
          </div>
        )}
      </div>
      <a class="way-on" href={`/comparisons/${link.comparison_slug}`}>
        {VOTE.comparison}
      </a>
      <VoteScript path={props.scriptPath} />
    </Layout>
  );
}

function titleOf({ link, ownVote, isOpen }: VotePageProps): string {
  if (ownVote) return VOTE.recorded(ownVote.choice);
  return isOpen ? VOTE.question(isolate(link.tool.name)) : VOTE.closedTitle;
}

function Closed({ ownVote }: Pick<VotePageProps, 'ownVote'>) {
  return (
    <p data-part="said">
      {VOTE.closed} {ownVote ? VOTE.said(ownVote.choice) : VOTE.unsaid}
    </p>
  );
}
