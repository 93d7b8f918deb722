/** Pages say these very words, and the consent log keeps them. */
export function newsletterWording(newsletter: string): string {
  return `Send me ${newsletter} once a week.`;
}

export const OPENS_WORDING =
  'You may count when I open an issue, using a tiny image in the email. I can withdraw this at any time, and earlier emails then stop counting too.';

export const NO_OPENS_WORDING = 'Stop counting when I open an issue, in earlier emails too.';

export const SUPPRESSION_WORDING = 'Never email this address again';

export const UNDO_WORDING = 'Undo and keep me on the list';

export const ERASE_WORDING = 'Erase all my data permanently';

/** For the log alone: where the link that stopped everything stood. */
export function unsubscribeWording(issueNumber: number | undefined): string {
  return issueNumber === undefined
    ? 'unsubscribe link in a transactional email'
    : `unsubscribe link in issue ${issueNumber}`;
}
