import type { Choice, Community } from '../../emails/props';
import { communityInWords } from '../../emails/words';
import type { VoteLink } from '../tracking/find-link';
import { Layout } from '../web/layout';

export interface VotePageProps {
  newsletter: string;
  link: VoteLink;
  /** What this reader has said so far in this issue. */
  said: Choice | null;
  isOpen: boolean;
  community: Community;
  /** The path of a vote link by its number. */
  pathOf: (n: number) => string;
}

const WORD: Record<Choice, string> = { ship: 'Ship', skip: 'Skip' };

/** Asks for a vote, or shows the one that is recorded; each choice is a button that works without script. */
export function VotePage({ newsletter, link, said, isOpen, community, pathOf }: VotePageProps) {
  const title = said ? `Recorded: ${WORD[said]}` : `Ship or skip ${link.tool.name}?`;
  return (
    <Layout title={title} newsletter={newsletter}>
      <p class="eyebrow">{said ? link.tool.name : 'Your vote'}</p>
      <h1>{title}</h1>
      <p class="lead">{link.tool.tagline}</p>
      <div class="sheet">
        {isOpen ? <Buttons link={link} said={said} pathOf={pathOf} /> : <Closed said={said} />}
      </div>
      {said || !isOpen ? (
        <p>
          The community so far: <strong>{communityInWords(community)}</strong>
          {community.percent === null ? '' : ' say ship'}.
        </p>
      ) : null}
      <p>
        <a href={`/comparisons/${link.comparison_slug}`}>Read the full comparison</a>
      </p>
    </Layout>
  );
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
      <p>Nothing is counted before you press a button.</p>
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
      <button type="submit" class={isOther ? 'other' : undefined}>
        {words ? `${words} ` : ''}
        {WORD[choice]} {tool}
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
