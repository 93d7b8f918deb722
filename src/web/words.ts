/** What every page says, and what a page says when something goes wrong. */
export const FRAME = {
  home: 'Home',
  allIssues: 'All issues',
  counting: 'How votes are counted',
  feed: 'Feed',
  skipLink: 'Skip to content',
  mainNav: 'Main',
  moreNav: 'More',
  about: 'New AI tools compared in pairs, once a week. Verdicts from a panel, and from you.',
  goHome: 'Go to the home page',
};

export const FAULT = {
  title: 'That didn’t work',
  missingTitle: 'Page not found',
  missing: 'There’s no page here. It may have moved, or the link may be incomplete.',
  tooLarge: 'We couldn’t read that request: it was too large or malformed.',
  ours: 'Something went wrong on our side. Nothing has changed. Please try again in a minute.',
  busy: 'Too many people are visiting at once. Nothing has changed. Please try again in a few seconds.',
  brokenForm: 'Part of the form was lost on the way. Please go back and send it again.',
  foreignForm: 'This form was sent from another site. Please use our own page.',
  deadLink: 'This link isn’t one of ours, or part of it is missing.',
  noButton: 'Please press one of the buttons on the page.',
};
