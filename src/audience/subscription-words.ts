import { inLongForm } from '../platform/text/long-date';
import type { Subscription } from './subscription';

interface Named {
  newsletter: string;
  timeZone: string;
}

export function subscriptionInWords(
  subscription: Subscription,
  { newsletter, timeZone }: Named,
): string {
  switch (subscription.kind) {
    case 'next':
      return `You’ll get the next issue of ${newsletter}.`;
    case 'paused-until':
      return `You’ve paused ${newsletter} until ${inLongForm(subscription.until, timeZone)}. After that, you’ll get the next issue.`;
    case 'paused-issues':
      return subscription.issues === 1
        ? `You’ve paused ${newsletter} for the next issue. It resumes with the one after.`
        : `You’ve paused ${newsletter} for the next ${subscription.issues} issues. It resumes after that.`;
    case 'left':
      return `You’re not on the list, so you won’t get any more issues of ${newsletter}.`;
    case 'suppressed':
      return `Email to this address has been stopped, so you won’t get any issues of ${newsletter}.`;
    case 'erased':
      return 'Your data has been erased, so you won’t get any more issues.';
  }
}
