import type { Choice } from '../../emails/props';
import type { Said } from '../votes/said';

const WORD: Record<Choice, string> = { ship: 'Ship', skip: 'Skip' };

interface VoteWordsProps {
  /** The choice of the mail's link. */
  mail: Choice;
  said: Pick<Said, 'choice' | 'standing'> | null;
}

/**
 * How a vote stands, above its buttons. The first of these is the longest: what takes its place must
 * not push the buttons down.
 */
export function VoteWords({ mail, said }: VoteWordsProps) {
  const [chosen, other] = [WORD[mail], WORD[oppositeOf(mail)]];
  if (!said) {
    return (
      <>
        You chose {chosen} in the mail. Where scripts run, this page records that by itself as soon
        as you see it, and says so. Until then only a press of a button counts.
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
        You chose {chosen} in the mail, and this page recorded that by itself. It counts a quarter
        of an hour later. Press {chosen} to confirm it, or {other} to change it.
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

export function oppositeOf(choice: Choice): Choice {
  return choice === 'ship' ? 'skip' : 'ship';
}
