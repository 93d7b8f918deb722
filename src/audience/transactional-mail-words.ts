import type { TransactionalMailProps } from '../../emails/props';
import { maskAddress } from './mask';
import type { Subscription } from './subscription';
import { subscriptionInWords } from './subscription-words';

export interface LatestIssue {
  number: number;
  subject: string;
}

/** What a transactional mail says, once the newsletter's name and time zone are known. */
export type Say = (
  newsletter: string,
  timeZone: string,
) => Omit<TransactionalMailProps, 'newsletter' | 'postalAddress'>;

const ASKED = 'You received this email because someone entered this address in our sign-up form.';

export function sayConfirm({ url, suppressionUrl }: { url: string; suppressionUrl: string }): Say {
  return (newsletter) => ({
    subject: `Confirm your subscription to ${newsletter}`,
    heading: 'Confirm your subscription',
    before: [
      `Someone, probably you, used this address to sign up for ${newsletter}: one email a week that compares new AI tools in pairs, judged by a panel of four and by readers.`,
    ],
    action: { text: 'Confirm my subscription', url },
    after: [
      'The link works once and expires after two days. If you didn’t sign up, ignore this email: we don’t add an address until it’s confirmed.',
    ],
    reason: ASKED,
    suppressionUrl,
  });
}

/** Never sent to readers who left: they are asked to confirm. */
export function sayKnown({
  homeUrl,
  subscription,
}: {
  homeUrl: string;
  subscription: Subscription;
}): Say {
  return (newsletter, timeZone) => ({
    subject: `You’re already subscribed to ${newsletter}`,
    heading: 'You’re already subscribed',
    before: [
      `Someone, probably you, used this address to sign up for ${newsletter}, but it’s already on the list. ${subscriptionInWords(subscription, { newsletter, timeZone })}`,
    ],
    action: { text: 'Read past issues', url: `${homeUrl}/issues` },
    after: ['To pause, change or stop it, use the links at the bottom of any issue.'],
    reason: ASKED,
  });
}

interface Welcome {
  homeUrl: string;
  latest: LatestIssue | undefined;
  unsubscribeUrlOf: string;
}

export function sayWelcome({ homeUrl, latest, unsubscribeUrlOf }: Welcome): Say {
  return (newsletter) => ({
    subject: `Welcome to ${newsletter}`,
    heading: 'Welcome',
    before: [
      `You’re subscribed to ${newsletter}, starting with the next issue.`,
      latest
        ? `Until then, here’s the latest: “${latest.subject}”.`
        : 'We’re working on the first issue.',
    ],
    action: latest
      ? { text: `Read issue ${latest.number}`, url: `${homeUrl}/issues/${latest.number}` }
      : { text: 'Visit our site', url: homeUrl },
    after: [
      'The links at the bottom of every issue let you pause it, change what you get or unsubscribe. To stop now, use the link below.',
    ],
    reason: 'You received this email because you confirmed your subscription.',
    unsubscribeUrlOf,
  });
}

/** Readers who left have neither opens to agree to nor an address to change. */
export function sayManage({ url, isListed }: { url: string; isListed: boolean }): Say {
  return () => ({
    subject: isListed ? 'Your link to manage your subscription' : 'Your link to manage your data',
    heading: 'Your one-time link',
    before: [
      isListed
        ? 'Use it to agree to open tracking, change your address, download a copy of your data or erase everything.'
        : 'Use it to download a copy of your data or erase everything.',
    ],
    action: { text: 'Open my page', url },
    after: [
      'The link works once and expires after an hour. If you didn’t ask for it, ignore this email: nothing has changed.',
    ],
    reason: 'You received this email because someone asked for it through one of your issues.',
  });
}

export function sayNewAddress({
  url,
  suppressionUrl,
}: {
  url: string;
  suppressionUrl: string;
}): Say {
  return (newsletter) => ({
    subject: `Move ${newsletter} to this address?`,
    heading: 'Confirm your new address',
    before: [`A reader of ${newsletter} wants to receive it at this address from now on.`],
    action: { text: 'Confirm this address', url },
    after: [
      'The link works once and expires after an hour. If this wasn’t you, ignore this email: nothing will change.',
    ],
    reason: 'You received this email because a reader gave this address as their new one.',
    suppressionUrl,
  });
}

export function sayMoved({ movedTo, stopUrl }: { movedTo: string; stopUrl: string }): Say {
  return (newsletter) => ({
    subject: `${newsletter} has moved to another address`,
    heading: 'Your subscription has moved',
    before: [
      `${newsletter} used to come to this address. It has been moved to ${maskAddress(movedTo)}, through links we emailed to both addresses.`,
      'If that was you, there’s nothing to do. If it wasn’t, press the button below to stop it, at the new address too. Then sign up again with this address on our home page.',
    ],
    action: { text: 'It wasn’t me: stop it', url: stopUrl },
    after: ['This address gets no more issues, unless one is already on its way.'],
    reason: 'You received this email because your subscription used this address until now.',
  });
}
