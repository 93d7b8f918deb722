/** Why something a reader asked for was not done, as the page says it. */
export const CONFIRM_LINK = {
  dead: 'This link no longer works. It has been used, it’s more than two days old, or the address has since been removed from the list. You can sign up again on the home page.',
  stopped:
    'This link doesn’t work at the moment because someone pressed “Never email this address again” for this address. If that was a mistake, open that link in our email, undo it there, then try this one again.',
  leftSince:
    'This link has been used, and the address has been removed from the list since. The link can’t bring it back, but you can sign up again on the home page.',
  stoppedSince:
    'This link has been used, and email to the address has been stopped since, so nothing will arrive.',
};

export const SUPPRESSION_LINK = {
  dead: 'This link no longer works because it’s more than 30 days old. The latest email we sent to the address has one that does.',
  tooMany: (most: number) =>
    `This has already been undone ${most} times in a day, so it stands for now. Please try again tomorrow.`,
};

export const ONE_TIME_LINK = {
  dead: 'This link no longer works: it’s good for one use, within an hour. To get a new one, choose “Manage preferences” at the bottom of any issue.',
};

export const OPENS = {
  tooLate:
    'You can agree on this page only for 30 minutes, in the browser you signed up with. After that, use “Manage preferences” at the bottom of any issue.',
  tooOften: (most: number) =>
    `You’ve agreed ${most} times in a day, so we won’t count your opens today. Please try again tomorrow.`,
};

export const UNDO = {
  tooMany: (most: number) =>
    `You’re unsubscribed. You’ve undone this ${most} times in a day, so it now stands. To come back, sign up on the home page.`,
};

export const PREFERENCES = {
  notListed: 'You’re no longer on the list, so there’s nothing to change.',
  pausedIssues: (most: number) => `A pause can last 1 to ${most} issues.`,
  pausedUntil: 'A pause must end on a future date within a year.',
  tooManyTopics: (most: number) => `Please choose at most ${most} topics.`,
  topicGone:
    'One of these topics is no longer available. Nothing has changed. Please reload the page and choose again.',
};

/** What is wrong with an address that was typed in, as a form says it. */
export function tryAgain(fault: string): string {
  return `Please try again: ${fault}.`;
}
