import type { Check } from './check';
import { fault, look, notAnswered, ok } from './finding';
import { senderDomain } from './resend-facts';

const PLACE = 'Resend, Domains';

export const domainCheck: Check = {
  name: 'sender’s domain',
  place: PLACE,
  examine: ({ deps, resend: { domain } }) => {
    const name = senderDomain(deps);
    if (domain.kind !== 'answered') return notAnswered(domain, `The domain ${name}`);
    if (!domain.data)
      return fault(`${name} is not one of your domains at Resend: add and verify it.`);
    const { status } = domain.data;
    if (status === 'verified') return ok(`${name} is verified.`);
    if (status === 'partially_verified') {
      return look(`${name} is only partly verified: see which records are missing.`);
    }
    return fault(`${name} is not verified (${status}): add the DNS records that Resend asks for.`);
  },
};

/** Resend's own tracking adds a pixel and rewrites every link, even the unsubscribe link. */
export const trackingCheck: Check = {
  name: 'Resend’s own tracking',
  place: PLACE,
  examine: ({ deps, resend: { domain } }) => {
    const name = senderDomain(deps);
    if (domain.kind !== 'answered') return notAnswered(domain, `Resend’s own tracking of ${name}`);
    if (!domain.data) return look(`${name} is not at Resend yet, so there is nothing to check.`);
    const { open_tracking: opens, click_tracking: clicks } = domain.data;
    const on = [opens && 'opens', clicks && 'clicks'].filter(Boolean).join(' and ');
    if (on) return fault(`Resend’s own tracking of ${on} is on for ${name}: switch it off.`);
    if (opens === null || clicks === null) {
      return look(
        `Resend does not say whether its own tracking is on for ${name}: make sure it is off.`,
      );
    }
    return ok(`It is off for ${name}.`);
  },
};
