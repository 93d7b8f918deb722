import type { Subscription } from '../../audience/subscription';

export const UNSUBSCRIBE = {
  title: 'Unsubscribe?',
  lead: (newsletter: string) => `Press the button and ${newsletter} won’t email you again.`,
  reason: 'Why are you leaving? (optional)',
  noReason: 'I’d rather not say',
  button: 'Unsubscribe',
  undo: 'Pressed by mistake? You can undo this in this browser for 30 minutes.',
  backTitle: 'You’re on the list',
  deadLink: 'This unsubscribe link isn’t one of ours, or part of it is missing.',
  tooLateToUndo:
    'This can’t be undone here any more. You can undo it for 30 minutes, in the browser you used, as long as nothing else has stopped the emails. To come back, sign up on the home page.',
  testTitle: 'This link is from a test email',
  test: 'A test email isn’t part of any subscription, so there’s nothing to stop.',
};

export function leftTitle({ kind }: Subscription): string {
  return kind === 'erased' ? 'This subscription has been erased' : 'You’re unsubscribed';
}

export function leftInWords({ kind }: Subscription): string {
  return kind === 'erased'
    ? 'We’ve erased this subscription’s data, so it won’t send you anything. If you’ve signed up again since, please use the link in a newer email.'
    : 'You won’t get any more issues. An email already on its way may still arrive.';
}
