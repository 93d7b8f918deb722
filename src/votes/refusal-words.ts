/** Why a vote was not recorded, as the vote page says it. */
export const VOTE_REFUSED = {
  closed: 'Voting on this issue has closed, so this vote wasn’t counted.',
  tooMany: 'That’s a lot of votes in one hour. Please try again later.',
  counting:
    'Votes are being counted right now, so yours wasn’t recorded. Please vote again in a minute.',
  deadLink:
    'This vote link isn’t one of ours, part of it is missing, or its reader’s data has been erased.',
};
