import commonProviders from 'email-providers/common.json' with { type: 'json' };
import { parse } from 'tldts';

/** Open to anybody, but missing from the list above. */
const MORE_PROVIDERS = [
  '139.com',
  'bk.ru',
  'disroot.org',
  'duck.com',
  'example.net',
  'example.org',
  'fastmail.com',
  'fastmail.fm',
  'googlemail.com',
  'hanmail.net',
  'hushmail.com',
  'inbox.ru',
  'kakao.com',
  'mozmail.com',
  'passmail.net',
  'pm.me',
  'posteo.de',
  'posteo.net',
  'privaterelay.appleid.com',
  'protonmail.ch',
  'riseup.net',
  'rocketmail.com',
  'runbox.com',
  'simplelogin.com',
  'tuta.com',
  'tuta.io',
  'tutanota.com',
  'tutanota.de',
  'vodafone.de',
  'windowslive.com',
  'ymail.com',
  'zohomail.com',
];
const shared = new Set<string>([...commonProviders, ...MORE_PROVIDERS]);

/** Such as hotmail.fr and yahoo.co.in. */
const INTERNATIONAL = ['aol', 'gmx', 'hotmail', 'live', 'msn', 'outlook', 'yahoo', 'yandex'];
const OF_A_COUNTRY = /(?:^|\.)[a-z]{2}$/;

/** The registered domain; null if anybody can have an address there. */
export function privateDomainOf(domain: string): string | null {
  if (isShared(domain)) return null;
  const registered = parse(domain, { allowPrivateDomains: true }).domain ?? domain;
  return isShared(registered) ? domain : registered;
}

function isShared(domain: string): boolean {
  if (shared.has(domain)) return true;
  const { publicSuffix, domainWithoutSuffix, subdomain } = parse(domain);
  const isOfCountry = subdomain === '' && OF_A_COUNTRY.test(publicSuffix ?? '');
  return isOfCountry && INTERNATIONAL.includes(domainWithoutSuffix ?? '');
}
