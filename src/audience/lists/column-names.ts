import type { DoNotMailState } from './words';

export type Meaning =
  | { kind: 'email' | 'state' | 'subscribed' | 'agreed' }
  /** Not kept. In a watched column, a word that means having left refuses the row. */
  | { kind: 'kept-out'; watched?: true }
  /** Yes, no, or when. A `sign` is filled in only if it applies. */
  | { kind: 'left'; as: DoNotMailState; sign?: true }
  /** When the person agreed; of several the lowest rank counts. */
  | { kind: 'consent'; rank: number }
  | { kind: 'own'; name: OwnColumn };

export type OwnColumn =
  | 'opens'
  | 'opens_consent_at'
  | 'opens_refused_at'
  | 'plain_links'
  | 'topics'
  | 'paused_until'
  | 'paused_issues';

const EMAIL = [
  ...['email', 'e mail', 'mail', 'email address', 'e mail address', 'emailaddress', 'mail address'],
  ...['e mail adresse', 'email adresse', 'primary email'],
];

const STATE = [
  ...['state', 'status', 'type', 'subscription status', 'subscription state', 'email status'],
  ...['list status', 'marketing status', 'email marketing status', 'opt in status', 'optin status'],
];

/** No means that the person has left. */
const SUBSCRIBED = [
  ...['subscribed', 'is subscribed', 'subscribed to emails', 'email subscribed', 'active'],
  ...['is active', 'enabled', 'opted in', 'opt in', 'optin', 'email opt in', 'accepts marketing'],
  ...['accepts email marketing'],
];

/** No means that the person has never agreed. */
const AGREED = [
  'confirmed',
  'is confirmed',
  'verified',
  'double opt in',
  'double optin',
  'consent',
];

const LEFT: Record<DoNotMailState, string[]> = {
  unsubscribed: [
    ...[
      'unsubscribed',
      'is unsubscribed',
      'unsubscribed at',
      'unsubscribed on',
      'unsubscribe date',
    ],
    ...[
      'unsubscribed date',
      'date unsubscribed',
      'unsubscription date',
      'unsub time',
      'unsub date',
    ],
    ...['unsubscribe time', 'opted out', 'opt out', 'optout', 'email opt out', 'opted out at'],
    ...['opt out date', 'opt out time', 'optout time', 'optout date', 'email disabled', 'disabled'],
    ...['left', 'left at', 'cancelled', 'canceled', 'cancelled at', 'canceled at', 'deleted'],
    ...['deleted at', 'removed', 'removed at', 'archived', 'archived at', 'inactive'],
  ],
  bounced: [
    ...['bounced', 'bounced at', 'hard bounced', 'hard bounce', 'bounce date', 'bounced date'],
    ...['bounce time', 'cleaned', 'cleaned at', 'clean time', 'undeliverable', 'undeliverable at'],
  ],
  suppressed: [
    ...['suppressed', 'suppressed at', 'suppression date', 'blocked', 'blocked at', 'blocklisted'],
    ...['blocklisted at', 'blacklisted', 'blacklisted at', 'banned', 'do not contact'],
    ...['do not mail', 'do not email', 'dnc'],
  ],
  complained: [
    ...['complained', 'complained at', 'complaint date', 'complaint time', 'spam'],
    ...['spam complaint', 'marked as spam', 'spam reported at'],
  ],
};

const SIGNS: Partial<Record<DoNotMailState, string[]>> = {
  unsubscribed: [
    ...['unsub reason', 'unsub reason other', 'unsub campaign title', 'unsub campaign id'],
    ...['unsubscribe reason', 'unsubscription reason'],
  ],
  bounced: ['clean campaign title', 'clean campaign id', 'bounce reason', 'bounce type'],
  suppressed: ['suppression reason'],
};

const CONSENT = [
  ...['confirmed at', 'confirm time', 'confirmation time', 'confirmation date', 'confirmed on'],
  ...['confirmed date', 'consent at', 'consent date', 'consent time', 'opted in at', 'opt in at'],
  ...['optin at', 'optin time', 'opt in time', 'opt in date', 'optin date', 'subscribed at'],
  ...['subscribed on', 'subscribed date', 'date subscribed', 'subscribe date', 'subscription date'],
  ...['subscription created at', 'signed up at', 'signup at', 'sign up date', 'signup date'],
  ...['signup time', 'joined at', 'joined', 'join date', 'date joined', 'registered at'],
  ...['registration date', 'date added', 'added at', 'added on', 'created at', 'created'],
  ...['creation date', 'created date', 'date created'],
];

const OWN: OwnColumn[] = [
  ...(['opens', 'opens_consent_at', 'opens_refused_at', 'plain_links', 'topics'] as const),
  ...(['paused_until', 'paused_issues'] as const),
];

/**
 * What else Mailchimp, Ghost, Substack, listmonk, Buttondown, Beehiiv and Kit export, and what
 * doesn't tell whether a person wants mail. Left out, and the answer says so.
 */
const KEPT_OUT = [
  ...['name', 'full name', 'first name', 'last name', 'firstname', 'lastname', 'fname', 'lname'],
  ...['tiers', 'attributes', 'attribs', 'metadata'],
  ...['id', 'uuid', 'web id', 'secondary id', 'leid', 'euid', 'email hash'],
  ...['updated at', 'last changed', 'rating', 'optin ip', 'confirm ip', 'ip', 'ip address'],
  ...['latitude', 'longitude', 'gmtoff', 'dstoff', 'timezone', 'time zone', 'cc', 'region'],
  ...['country', 'city', 'language', 'locale', 'phone', 'phone number', 'company', 'birthday'],
  ...['email type', 'source', 'referrer', 'referrer url', 'referring site', 'referral code'],
  ...['acquisition source', 'utm source', 'utm medium', 'utm campaign', 'utm term', 'utm content'],
  ...['utm channel', 'complimentary plan', 'stripe customer id', 'stripe plan', 'plan', 'expiry'],
  ...['active subscription', 'digest enabled', 'open rate', 'click rate', 'click through rate'],
];

const WATCHED = ['note', 'notes', 'label', 'labels', 'tag', 'tags', 'list', 'lists'];

/** Named as `plain` compares them, without "subscriber", "member" or "contact" in front. */
export const MEANINGS = new Map<string, Meaning>([
  ...EMAIL.map((name) => [name, { kind: 'email' }] as const),
  ...STATE.map((name) => [name, { kind: 'state' }] as const),
  ...SUBSCRIBED.map((name) => [name, { kind: 'subscribed' }] as const),
  ...AGREED.map((name) => [name, { kind: 'agreed' }] as const),
  ...entries(LEFT).map(([name, as]) => [name, { kind: 'left', as }] as const),
  ...entries(SIGNS).map(([name, as]) => [name, { kind: 'left', as, sign: true }] as const),
  ...CONSENT.map((name, rank) => [name, { kind: 'consent', rank }] as const),
  ...OWN.map((name) => [name.replaceAll('_', ' '), { kind: 'own', name }] as const),
  ...KEPT_OUT.map((name) => [name, { kind: 'kept-out' }] as const),
  ...WATCHED.map((name) => [name, { kind: 'kept-out', watched: true }] as const),
]);

function entries(names: Partial<Record<DoNotMailState, string[]>>): [string, DoNotMailState][] {
  return Object.entries(names).flatMap(([as, list]) =>
    list.map((name) => [name, as as DoNotMailState] as [string, DoNotMailState]),
  );
}

/** Whether an unknown name looks as if it says who left or agreed. */
export function looksLikeState(name: string): boolean {
  return /stat(e|us)|subscri|unsub|opt ?(in|out)|consent|gdpr|permission|bounce|complain|spam|abuse|suppress|block|black|clean|archiv|delet|remov|abl(e|ed)$|activ|confirm|pending|verif|valid|left|cancel|quit|stop|churn|exclu|do ?not|no ?mail|dnc/.test(
    name,
  );
}
