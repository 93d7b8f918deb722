import type { PuzzleFault } from '../../platform/puzzle';

export const SIGN_UP = {
  title: 'Sign up',
  lead: 'New AI tools compared in pairs, judged by a panel of four and by you.',
  address: 'Your email address',
  button: 'Sign up',
  note: 'One email a week, nothing else. We’ll email you a link to confirm. Unsubscribe at any time.',
};

export const PUZZLE = {
  solving:
    'One moment. Your browser is solving a small puzzle to keep bots out. The form will then send itself.',
  unsolvable:
    'Your browser couldn’t solve the puzzle. Please open this page over https, or in another browser.',
  scriptless:
    'To keep bots out, this form currently asks your browser to solve a small puzzle, which needs JavaScript. Without it, we can send only a few confirmation emails an hour. If yours doesn’t arrive, try again in an hour, or turn on JavaScript and reload this page.',
};

/** What the form says about a puzzle that was not solved. */
export const PUZZLE_FAULT: Record<PuzzleFault, string> = {
  missing:
    'Nothing was sent. Your browser has to solve a small puzzle first, which needs JavaScript.',
  unsolved: 'Nothing was sent because the puzzle wasn’t solved. Please press Sign up again.',
  stale:
    'Nothing was sent because this page was open for more than ten minutes. Please press Sign up again.',
  used: 'Nothing was sent because this page’s puzzle has been used before. Please press Sign up again.',
};

export const SENT = {
  title: 'Check your inbox',
  lead: 'If we’re able to email this address, you’ll get a message shortly with the next step.',
  more: 'Nothing after a few minutes? Check your spam folder. We send an address at most one of these emails a day. If earlier emails bounced or were reported as spam, the next one may be held back; another address of yours will work straight away. To protect readers, we never say here whether an address is on the list.',
  scriptless:
    'Without JavaScript, we can currently send only a few confirmation emails an hour. If yours doesn’t arrive, try again in an hour.',
  issues: 'Read past issues',
};

export const CONFIRM = {
  title: 'Confirm your subscription',
  goesTo: (address: string) => `We’ll send the newsletter to ${address}.`,
  button: 'Yes, sign me up',
  notYou: 'If you didn’t sign up, close this page. We don’t add an address until it’s confirmed.',
  optional: '(Optional: you’ll get the newsletter either way.)',
};

export const CONFIRMED = {
  title: 'You’re subscribed',
  opensAgreed: 'Thank you. We’ll count when you open an issue. You can withdraw this at any time.',
  opensTitle: 'One question',
  opensButton: 'I agree',
  issues: 'Read the latest issues',
};

export const SUPPRESSION = {
  stoppedTitle: 'We won’t email this address',
  stopped:
    'We won’t send it issues or confirmation links again, no matter who enters it. An email already on its way may still arrive.',
  mistake:
    'Was that a mistake, or did a program press the button? Only this link can undo it, so keep our email. Signing up again won’t help.',
  undoButton: 'Undo and allow emails again',
  undone: (newsletter: string) =>
    `Undone. ${newsletter} may email this address again if someone signs it up.`,
  title: 'Never email this address again?',
  lead: 'This applies to the address that received our email. Press the button and we won’t email it again, no matter how often someone enters it. Any subscription ends too.',
  lostLink:
    'Only the link that brought you here can undo this. If you lose it, write to the postal address at the bottom of our email.',
};
