import type { Check } from './check';
import { fault, look, notTold, ok } from './finding';
import { senderDomain } from './resend-facts';

const PLACE = 'Resend, Domains';

export const domainCheck: Check = {
  name: 'sender’s domain',
  place: PLACE,
  examine: ({ deps, resend: { domain } }) => {
    const name = senderDomain(deps);
    if (domain.kind !== 'told') return notTold(domain, `The domain ${name}`);
    if (!domain.data)
      return fault(`${name} is not among the domains at Resend: add and verify it.`);
    const { status } = domain.data;
    if (status === 'verified') return ok(`${name} is verified.`);
    if (status === 'partially_verified') {
      return look(`${name} is verified only in part: see which records are missing.`);
    }
    return fault(`${name} is not verified (${status}): add the records that Resend asks for.`);
  },
};

/** Resend's own tracking adds a pixel and rewrites every link, even the unsubscribe link. */
export const trackingCheck: Check = {
  name: 'Resend’s own tracking',
  place: PLACE,
  examine: ({ deps, resend: { domain } }) => {
    const name = senderDomain(deps);
    if (domain.kind !== 'told') return notTold(domain, `Resend’s tracking of ${name}`);
    if (!domain.data) return look(`${name} is not at Resend, so there is nothing to see yet.`);
    const { open_tracking: opens, click_tracking: clicks } = domain.data;
    const on = [opens && 'opens', clicks && 'clicks'].filter(Boolean).join(' and ');
    if (on) return fault(`Resend tracks ${on} of ${name} itself: switch that off.`);
    if (opens === null || clicks === null) {
      return look(`Resend does not say whether it tracks ${name} itself: see that it is off.`);
    }
    return ok(`Resend tracks neither opens nor clicks of ${name}.`);
  },
};
