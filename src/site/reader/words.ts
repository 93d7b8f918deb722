import type { LinkAct } from '../../audience/one-time-links';

/** The page behind “Manage preferences”. */
export const PREFERENCES = {
  title: 'Your preferences',
  saved: 'Saved.',
  lead: (address: string, status: string) => `For ${address}. ${status}`,
  comeBack: 'To come back, sign up with that address on the home page and confirm by email.',
  save: 'Save',
  deadLink:
    'This link isn’t one of ours, part of it is missing, or its reader is no longer on the list.',
};

export const PAUSE = {
  legend: 'Pause',
  none: 'Send me every issue',
  issues: 'Pause for this many issues:',
  issuesField: 'Number of issues to pause for',
  until: 'Pause until this date:',
  untilField: 'Date when emails may resume',
  noDate: 'Please enter the date when emails may resume.',
};

export const TOPICS = {
  legend: 'Topics',
  about:
    'You get every comparison in each issue. Those in the topics you tick come first. Tick none or all to keep the editors’ order.',
};

export const LINKS = {
  legend: 'Clicks',
  plain: 'Don’t track my clicks.',
  votes: 'Vote buttons still identify you, because a vote has to be yours.',
};

export const OPENS = {
  legend: 'Opens',
  none: 'We don’t count when you open an issue.',
};

export const MORE = {
  title: 'More options',
  about:
    'To agree to open tracking, change your address, download a copy of your data or erase it, ask us to email you a one-time link. Issues can be forwarded, but only you can read your inbox.',
  button: 'Email me a link',
  mailedTitle: 'Check your inbox',
  mailed:
    'If we’re able to email the address on file, a link is on its way. It works once, within an hour. We send at most three a day.',
};

/** The page behind a one-time link. */
export const DATA = {
  title: 'Your data',
  lead: (address: string) =>
    `For ${address}. You can use this link once, for one of the actions below.`,
  opensTitle: 'Open tracking',
  opensButton: 'I agree',
  notAsked:
    'We’re not asking for this at the moment. Nothing has changed, and your link still works.',
  addressTitle: 'Change your address',
  addressField: 'Your new email address',
  addressButton: 'Email a link to this address',
  copyTitle: 'Download a copy',
  copy: 'Everything we hold about you: your address, choices, emails, opens, clicks and votes.',
  copyButton: 'Download as JSON',
  copyFile: 'your-data.json',
  eraseTitle: 'Erase your data',
  erase:
    'We’ll delete your address and choices, and send no more issues to this address unless you sign up again. Your votes stay in the totals, but are no longer linked to you.',
};

export const MOVE = {
  title: 'Move your subscription to this address?',
  lead: (newsletter: string, address: string) =>
    `From now on, ${newsletter} will go to ${address}.`,
  button: 'Yes, move it here',
};

export const DONE_TITLE: Record<LinkAct, string> = {
  opens: 'You’ve agreed to open tracking',
  address: 'Your link has been used',
  export: 'You’ve downloaded your data',
  erase: 'Your data has been erased',
  move: 'Your subscription has moved',
};

export const DONE = {
  address:
    'If the address you entered can be used, we’ll email it a link. Nothing changes until you open that link and confirm.',
  export:
    'You used this link to download a copy of your data. To download another, get a new link through “Manage preferences” at the bottom of any issue.',
  erase:
    'We’ve deleted your address. We keep only a fingerprint of it, which nobody can read, so that we don’t send it issues unless you sign up and confirm again.',
  opens: 'We count when you open an issue. You can withdraw this at any time.',
  withdrawnTitle: 'You’ve withdrawn your consent',
  withdrawn:
    'You used this link to agree to open tracking and have withdrawn since, so we don’t count when you open an issue.',
  moved: (status: string) => `It now belongs to this address, not the old one. ${status}`,
  movedOn: 'It moved to this address and has moved to another one since.',
};
