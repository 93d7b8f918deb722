import type { LetterProps } from '../../emails/props';
import type { TransactionalMail } from '../mail/outbox';
import type { Deps } from '../platform/deps';
import { readSettings, type Settings } from '../platform/settings/settings';
import type { Coming } from './coming';
import { comingInWords } from './coming-words';
import { maskAddress } from './mask';
import { unsubscribeHeaders } from './unsubscribe/unsubscribe-link';

export interface LatestIssue {
  number: number;
  subject: string;
}

type Written = Omit<LetterProps, 'newsletter' | 'postalAddress'>;
export type Say = (newsletter: string, timeZone: string) => Written;

/** With its unsubscribe link in the headers too. React is loaded only here. */
export async function writeLetter(
  db: Deps['db'],
  { kind, address, say }: { kind: string; address: string; say: Say },
): Promise<TransactionalMail> {
  const settings: Settings = await readSettings(db);
  const { renderLetter } = await import('../../emails/render');
  const newsletter = settings['newsletter-name'];
  const written = say(newsletter, settings['time-zone']);
  const parts = await renderLetter({
    ...written,
    newsletter,
    postalAddress: settings['postal-address'],
  });
  const headers = written.unsubscribeUrlOf ? unsubscribeHeaders(written.unsubscribeUrlOf) : {};
  return { kind, address, subject: written.subject, headers, ...parts };
}

const ASKED = 'You have this mail because this address was typed into our sign-up form.';

export function sayConfirm({ url, neverUrl }: { url: string; neverUrl: string }): Say {
  return (newsletter) => ({
    subject: `Please confirm: ${newsletter}`,
    heading: 'One press, and you are in',
    before: [
      `Somebody, probably you, asked for ${newsletter} at this address. It comes once a week: new AI tools in pairs, judged by a panel of four and by you.`,
    ],
    action: { text: 'Confirm on our page', url },
    after: [
      'The link works once, for two days. If it was not you, do nothing: without your press this address is not on the list.',
    ],
    reason: ASKED,
    neverUrl,
  });
}

/** Never sent to readers who left: they are asked to confirm. */
export function sayKnown({ homeUrl, coming }: { homeUrl: string; coming: Coming }): Say {
  return (newsletter, timeZone) => ({
    subject: `You are on the list of ${newsletter}`,
    heading: 'You are on the list already',
    before: [
      `Somebody, probably you, asked for ${newsletter} at this address. ${comingInWords(coming, { newsletter, timeZone })}`,
    ],
    action: { text: 'Read the issues on our site', url: `${homeUrl}/issues` },
    after: ['To pause, change or stop it, use the links at the foot of any issue.'],
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
      `You have confirmed, and ${newsletter} comes to you from its next issue on.`,
      latest
        ? `Until then, the latest one: “${latest.subject}”.`
        : 'The first issue is being made.',
    ],
    action: latest
      ? { text: `Read issue ${latest.number}`, url: `${homeUrl}/issues/${latest.number}` }
      : { text: 'To our site', url: homeUrl },
    after: [
      'Every issue has links at its foot to pause it, change what you get, or stop. The link below stops it now.',
    ],
    reason: 'You have this mail because you confirmed your subscription.',
    unsubscribeUrlOf,
  });
}

/** Readers who left have neither opens to agree to nor an address to change. */
export function sayManage({ url, isListed }: { url: string; isListed: boolean }): Say {
  return () => ({
    subject: 'Your link to change or take what we keep of you',
    heading: 'Your link',
    before: [
      isListed
        ? 'Behind it you can say what we may count, move to another address, take a copy of everything we keep of you, or have it erased.'
        : 'Behind it you can take a copy of everything we keep of you, or have it erased.',
    ],
    action: { text: 'Open my page', url },
    after: [
      'The link works once, for one hour. If you did not ask for it, do nothing: nothing has changed.',
    ],
    reason: 'You have this mail because it was asked for by a link in one of your issues.',
  });
}

export function sayNewAddress({ url, neverUrl }: { url: string; neverUrl: string }): Say {
  return (newsletter) => ({
    subject: `Move ${newsletter} to this address?`,
    heading: 'One press, and it moves here',
    before: [`A reader of ${newsletter} wants to get it at this address from now on.`],
    action: { text: 'Move it here', url },
    after: ['The link works once, for one hour. If it was not you, do nothing: nothing changes.'],
    reason: 'You have this mail because a reader gave this address as their new one.',
    neverUrl,
  });
}

export function sayMoved({ movedTo, stopUrl }: { movedTo: string; stopUrl: string }): Say {
  return (newsletter) => ({
    subject: `${newsletter} has moved to another address`,
    heading: 'It no longer comes here',
    before: [
      `${newsletter} came to this address until now. By links that we mailed to both, it was moved to ${maskAddress(movedTo)}.`,
      'If that was you, there is nothing to do. If it was not, stop it here, at the new address too, and then sign up again with this one on our home page.',
    ],
    action: { text: 'Stop it, it was not me', url: stopUrl },
    after: ['No further issue comes to this address, unless one is on its way already.'],
    reason: 'You have this mail because this was a reader’s address.',
  });
}
