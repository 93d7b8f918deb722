import commonProviders from 'email-providers/common.json' with { type: 'json' };
import { getDomain } from 'tldts';

/** Providers where anybody has an address, beside those that the list above knows. */
const MORE_PROVIDERS = [
  'duck.com',
  'example.net',
  'example.org',
  'fastmail.com',
  'fastmail.fm',
  'hushmail.com',
  'mozmail.com',
  'passmail.net',
  'pm.me',
  'posteo.de',
  'posteo.net',
  'privaterelay.appleid.com',
  'runbox.com',
  'simplelogin.com',
  'tuta.com',
  'tuta.io',
  'tutanota.com',
  'tutanota.de',
];
const shared = new Set<string>([...commonProviders, ...MORE_PROVIDERS]);

/**
 * The private domain behind an address's domain: what one owner has registered, with everything
 * below it. Null where anybody can have an address. What stands below a provider is its owner's own.
 */
export function privateDomainOf(domain: string): string | null {
  if (shared.has(domain)) return null;
  const registered = getDomain(domain, { allowPrivateDomains: true }) ?? domain;
  return shared.has(registered) ? domain : registered;
}
