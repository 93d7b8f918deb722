import type { Check, Patient } from './check';
import { type Finding, fault, look, ok } from './finding';

const BAD_KEYS = new Set(['missing_api_key', 'invalid_api_key', 'validation_error']);

export const keyCheck: Check = {
  name: 'Resend’s key',
  place: 'RESEND_API_KEY',
  examine: ({ resend: { domains } }: Patient): Finding => {
    if (domains.kind === 'told') return ok('Resend knows the key, and it may be asked everything.');
    if (domains.kind === 'restricted') {
      return look(
        'The key may only send, so this cannot see the rest. Some tell that Resend refuses batches ' +
          'under such a key: use one with full access, or see a small issue go out first.',
      );
    }
    if (domains.kind === 'unanswered') {
      return fault('Resend does not answer. Is RESEND_BASE_URL right, and the network there?');
    }
    if (BAD_KEYS.has(domains.name)) {
      return fault(`Resend does not take the key (${domains.name}). Make a new one at Resend.`);
    }
    return fault(`Resend refuses to answer (${domains.name}). Try again, then ask Resend.`);
  },
};

export const mailCheck: Check = {
  name: 'where mail goes',
  place: 'MAIL_MODE',
  examine: ({ deps: { config } }) =>
    config.mail === 'live'
      ? ok('Mail is live: it goes to Resend, and on to readers.')
      : look('Mail stays on this machine; what Resend says below, its emulator says.'),
};
