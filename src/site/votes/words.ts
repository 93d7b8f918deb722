import type { Choice, Community } from '../../../emails/props';
import { communityInWords } from '../../../emails/words';
import type { ReaderVote } from '../../votes/reader-votes';

export const WORD: Record<Choice, string> = { ship: 'Ship', skip: 'Skip' };

export const VOTE = {
  eyebrow: 'Your vote on',
  recorded: (choice: Choice) => `Recorded: ${WORD[choice]}`,
  question: (tool: string) => `Ship or skip ${tool}?`,
  closedTitle: 'Voting has closed',
  closed: 'Voting on this issue has closed.',
  said: (choice: Choice) => `You said ${WORD[choice]}.`,
  unsaid: 'You didn’t vote on this tool.',
  change: 'Change to',
  panel: 'The panel:',
  others: 'Your other votes in this issue',
  comparison: 'Read the full comparison',
  /** For a reader who joined after the release; the same before and after voting. */
  late: 'You joined after this issue was ready to go out, so your vote isn’t part of its result. Your votes count from the next issue on.',
};

/** "you said Ship. Community so far: 62% of 53 votes say ship." */
export function otherInWords(choice: Choice, community: Community): string {
  const share = community.percent === null ? '' : ' say ship';
  return `you said ${WORD[choice]}. Community so far: ${communityInWords(community)}${share}.`;
}

interface OwnVote {
  /** The choice of the link in the email. */
  mail: Choice;
  ownVote: Pick<ReaderVote, 'choice' | 'standing'> | null;
  /** Whether nothing this reader says counts in this issue. */
  isLate: boolean;
}

/**
 * How a vote stands, above its buttons. The first text is the longest, so that none of the others pushes
 * the buttons down.
 */
export function ownVoteInWords({ mail, ownVote, isLate }: OwnVote): string {
  const [chosen, other] = [WORD[mail], WORD[oppositeOf(mail)]];
  if (!ownVote)
    return `You chose ${chosen} in the email. If your browser runs JavaScript, this page records that as soon as you see it, and says so. Until then, your choice ${isLate ? 'is recorded' : 'counts'} only if you press one of the buttons.`;
  if (ownVote.standing === 'confirmed')
    return `${VOTE.said(ownVote.choice)} You can change your mind until voting on this issue closes.`;
  if (ownVote.choice === mail)
    return `You chose ${chosen} in the email, and this page recorded it. ${isLate ? '' : 'If it’s your first vote on this tool, it counts in 15 minutes. '}Press ${chosen} to confirm it or ${other} to change it.`;
  return `You chose ${chosen} in the email, but ${other} was recorded earlier and stands. Press ${chosen} to change it or ${other} to confirm it.`;
}

export function oppositeOf(choice: Choice): Choice {
  return choice === 'ship' ? 'skip' : 'ship';
}
