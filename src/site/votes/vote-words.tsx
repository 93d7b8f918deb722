import type { Choice } from '../../../emails/props';
import type { Said } from '../../votes/said';

export const WORD: Record<Choice, string> = { ship: 'Ship', skip: 'Skip' };

interface VoteWordsProps {
  /** The choice of the mail's link. */
  mail: Choice;
  said: Pick<Said, 'choice' | 'standing'> | null;
  /** Whether nothing that this reader says counts in this issue. */
  isLate: boolean;
}

/** The first is the longest: what replaces it must not push the buttons down. */
export function VoteWords({ mail, said, isLate }: VoteWordsProps) {
  const [chosen, other] = [WORD[mail], WORD[oppositeOf(mail)]];
  if (!said) {
    return (
      <>
        You chose {chosen} in the mail. Where scripts run, this page records that by itself as soon
        as you see it, and says so. Until then only a press of a button{' '}
        {isLate ? 'records it' : 'counts'}.
      </>
    );
  }
  if (said.standing === 'confirmed') {
    return (
      <>You said {WORD[said.choice]}. You can change your mind until voting on this issue closes.</>
    );
  }
  if (said.choice === mail) {
    return (
      <>
        You chose {chosen} in the mail, and this page recorded that by itself.{' '}
        {isLate ? '' : 'If it is the first, it counts in 15 minutes. '}Press {chosen} to confirm it,
        or {other} to change it.
      </>
    );
  }
  return (
    <>
      You chose {chosen} in the mail, but {other} was recorded before, and stays. Press {chosen} to
      change it, or {other} to confirm it.
    </>
  );
}

/** For readers who joined after the release: the same before and after a press. */
export function LateWords() {
  return (
    <p class="soft">
      You joined after this issue was ready to go out, so a vote here is not in its result. Your
      votes count from the next issue on.
    </p>
  );
}

export function oppositeOf(choice: Choice): Choice {
  return choice === 'ship' ? 'skip' : 'ship';
}
