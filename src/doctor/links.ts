import { getDomain } from 'tldts';
import { isTrustworthyOrigin } from '../platform/network/trustworthy-origin';
import { isReachable } from '../platform/variables/public-url';
import type { Check } from './check';
import { fault, look, ok } from './finding';
import { senderDomain } from './resend-facts';

export const addressCheck: Check = {
  name: 'where links lead',
  place: 'PUBLIC_URL',
  examine: ({ deps: { config } }) => {
    const { origin } = new URL(config.publicUrl);
    if (isReachable(origin)) return ok(`Links lead to ${origin}.`);
    const says = `Links lead to ${origin}, which is not an https address that readers can reach`;
    if (config.mail === 'live') return fault(`${says}: set PUBLIC_URL.`);
    return isTrustworthyOrigin(origin)
      ? look(`${says}. On one machine that is fine.`)
      : look(`${says}: set PUBLIC_URL before mail is live.`);
  },
};

/** Mail whose links lead to another domain than its sender's looks like somebody else's. */
export const linkDomainCheck: Check = {
  name: 'links and sender',
  place: 'PUBLIC_URL, MAIL_FROM',
  examine: ({ deps }) => {
    const links = getDomain(deps.config.publicUrl);
    const sender = getDomain(senderDomain(deps));
    if (links !== null && links === sender)
      return ok(`Links and sender share the domain ${links}.`);
    const [to, from] = [links ?? 'this machine', sender ?? 'no public domain'];
    return look(
      `Links lead to ${to} and the sender’s domain is ${from}: spam filters trust mail more when they are the same.`,
    );
  },
};
