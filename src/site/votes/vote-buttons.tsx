import type { Choice } from '../../../emails/props';
import type { ReaderVote } from '../../votes/reader-votes';
import type { VoteLink } from '../../votes/vote-link';
import { oppositeOf, ownVoteInWords, VOTE, WORD } from './words';

interface VoteButtonsProps {
  link: VoteLink;
  ownVote: Pick<ReaderVote, 'choice' | 'standing'> | null;
  isLate: boolean;
  pathOf: (n: number) => string;
}

/** Both choices until one is confirmed, the mail's first; then the other one. */
export function VoteButtons({ link, ownVote, isLate, pathOf }: VoteButtonsProps) {
  const chosen = { choice: link.choice, n: link.n };
  const opposite = { choice: oppositeOf(link.choice), n: link.opposite_n };
  const isConfirmed = ownVote?.standing === 'confirmed';
  const other = ownVote?.choice === link.choice ? opposite : chosen;
  const shared = { tool: link.tool.name, pathOf };
  return (
    <>
      <p role="status" data-part="said">
        {ownVoteInWords({ mail: link.choice, ownVote, isLate })}
      </p>
      {isLate ? <p class="soft">{VOTE.late}</p> : null}
      <div class="choices">
        {isConfirmed ? (
          <Button {...other} {...shared} words={VOTE.change} isOther />
        ) : (
          <>
            <Button {...chosen} {...shared} />
            <Button {...opposite} {...shared} isOther />
          </>
        )}
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
