import type { Choice, Community } from '../../emails/props';
import type { VoteLink } from '../tracking/find-link';
import { Layout } from '../web/layout';
import { AfterVote, VoteScript } from './after-vote';
import { CommunityShare } from './community-share';
import type { OtherVote, PanelSplit } from './vote-standing';

export interface VotePageProps {
  newsletter: string;
  link: VoteLink;
  /** What this reader has said so far in this issue. */
  said: Choice | null;
  isOpen: boolean;
  community: Community;
  panel: PanelSplit | null;
  others: OtherVote[];
  /** Where the script reports the page as seen; null where there is nothing to record. */
  scriptPath: string | null;
  /** Fewer votes than this are shown as a count. */
  floor: number;
  /** The path of a vote link by its number. */
  pathOf: (n: number) => string;
}

const WORD: Record<Choice, string> = { ship: 'Ship', skip: 'Skip' };

/** Asks for a vote, or shows the one that is recorded; each choice is a button that works without script. */
export function VotePage(props: VotePageProps) {
  const { newsletter, link, said, isOpen, community, floor } = props;
  const isAsking = isOpen && !said;
  return (
    <Layout title={titleOf(props)} newsletter={newsletter}>
      <p class="eyebrow">
        Your vote
        {isAsking ? null : (
          <>
            {' '}
            on <bdi>{link.tool.name}</bdi>
          </>
        )}
      </p>
      <h1>{titleOf(props)}</h1>
      <p class="lead">
        <bdi>{link.tool.tagline}</bdi>
      </p>
      <div class="sheet">{isOpen ? <Buttons {...props} /> : <Closed said={said} />}</div>
      {isAsking ? null : (
        <div class="sheet">
          <CommunityShare community={community} floor={floor} />
          <AfterVote panel={props.panel} others={props.others} />
        </div>
      )}
      <a class="way-on" href={`/comparisons/${link.comparison_slug}`}>
        Read the full comparison
      </a>
      <VoteScript path={props.scriptPath} />
    </Layout>
  );
}

function titleOf({ link, said, isOpen }: VotePageProps): string {
  if (said) return `Recorded: ${WORD[said]}`;
  return isOpen ? `Ship or skip ${link.tool.name}?` : 'Voting has closed';
}

function Buttons({ link, said, pathOf }: Pick<VotePageProps, 'link' | 'said' | 'pathOf'>) {
  const chosen = { choice: link.choice, n: link.n };
  const opposite = {
    choice: link.choice === 'ship' ? 'skip' : 'ship',
    n: link.opposite_n,
  } as const;
  if (said) {
    const other = said === link.choice ? opposite : chosen;
    return (
      <>
        <p>You said {WORD[said]}. You can change your mind until voting on this issue closes.</p>
        <div class="choices">
          <Button {...other} tool={link.tool.name} pathOf={pathOf} words="Change to" isOther />
        </div>
      </>
    );
  }
  return (
    <>
      <p>
        You chose {WORD[link.choice]} in the mail. Nothing is counted before you press a button.
      </p>
      <div class="choices">
        <Button {...chosen} tool={link.tool.name} pathOf={pathOf} />
        <Button {...opposite} tool={link.tool.name} pathOf={pathOf} isOther />
      </div>
    </>
  );
}

interface ButtonProps {
  choice: Choice;
  n: number;
  tool: string;
  pathOf: (n: number) => string;
  words?: string;
  isOther?: boolean;
}

function Button({ choice, n, tool, pathOf, words, isOther }: ButtonProps) {
  return (
    <form method="post" action={pathOf(n)}>
      <button type="submit" class={isOther ? `${choice} other` : choice}>
        {words ? `${words} ` : ''}
        {WORD[choice]} <bdi>{tool}</bdi>
      </button>
    </form>
  );
}

function Closed({ said }: { said: Choice | null }) {
  return (
    <p>
      Voting on this issue has closed.{' '}
      {said ? `You said ${WORD[said]}.` : 'You did not vote on this tool.'}
    </p>
  );
}
