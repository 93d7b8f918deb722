import type { Check, Patient } from './check';
import { type Finding, fault, look, ok } from './finding';

const BAD_KEYS = new Set(['missing_api_key', 'invalid_api_key', 'validation_error']);

export const keyCheck: Check = {
  name: 'Resend’s key',
  place: 'RESEND_API_KEY',
  examine: ({ resend: { domains } }: Patient): Finding => {
    if (domains.kind === 'answered') return ok('Resend accepts the key, which has full access.');
    if (domains.kind === 'restricted') {
      return look(
        'The key may only send, so other checks see nothing. Resend reportedly refuses batches under ' +
          'such a key: use one with full access, or send a small issue first.',
      );
    }
    if (domains.kind === 'unanswered') {
      return fault('Resend does not answer. Check RESEND_BASE_URL and the network.');
    }
    if (BAD_KEYS.has(domains.name)) {
      return fault(`Resend rejects the key (${domains.name}). Create a new one at Resend.`);
    }
    return fault(`Resend refuses to answer (${domains.name}). Try again, then ask Resend.`);
  },
};

export const mailCheck: Check = {
  name: 'where mail goes',
  place: 'MAIL_MODE',
  examine: ({ deps: { config } }) =>
    config.mail === 'live'
      ? ok('Mail is live: Resend delivers it to readers.')
      : look('Mail stays on this machine; where Resend is named below, it is the emulator.'),
};
