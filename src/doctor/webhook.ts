import { createHash, timingSafeEqual } from 'node:crypto';
import { readSecret } from '../platform/svix';
import type { Check } from './check';
import { fault, look, notAnswered, ok } from './finding';

/** Without these, bounces and complaints go unheard and readers get mail that they must not get. */
const NEEDED = ['delivered', 'bounced', 'complained', 'failed', 'suppressed'];
/** They prove a mail accepted after a lost answer. Opens and clicks come only with tracking. */
const USEFUL = ['sent', 'delivery_delayed'];

const names = (types: string[]) => types.map((type) => `email.${type}`);

export const EVENT_TYPES = [...names(NEEDED), ...names(USEFUL)];

export const webhookCheck: Check = {
  name: 'webhook',
  place: 'Resend, Webhooks',
  examine: ({ deps, resend: { webhooks, ours, endpoint } }) => {
    if (webhooks.kind !== 'answered') return notAnswered(webhooks, `The webhook to ${endpoint}`);
    const [webhook, second] = ours;
    if (!webhook && deps.config.mail === 'local') {
      return look(
        'None is registered yet. Start the service: it registers its own within a minute.',
      );
    }
    if (!webhook) {
      return fault(`No webhook posts to ${endpoint}: add one for ${EVENT_TYPES.join(', ')}.`);
    }
    const { status, events } = webhook;
    if (status !== 'enabled') return fault(`The webhook to ${endpoint} is ${status}: enable it.`);
    if (events === null) return look(`Resend does not say which events it sends to ${endpoint}.`);
    const missing = (types: string[]) => names(types).filter((type) => !events.includes(type));
    const [needed, useful] = [missing(NEEDED), missing(USEFUL)];
    if (needed.length > 0)
      return fault(`The webhook lacks ${[...needed, ...useful].join(', ')}: add them.`);
    if (useful.length > 0)
      return look(`The webhook lacks ${useful.join(', ')}: add them, as they help.`);
    if (second) return look(`More than one webhook posts to ${endpoint}: one is enough.`);
    return ok(`Resend sends every event we need to ${endpoint}.`);
  },
};

export const secretCheck: Check = {
  name: 'webhook’s secret',
  place: 'RESEND_WEBHOOK_SECRET',
  examine: ({ deps: { config }, resend: { secret } }) => {
    const { webhookSecret } = config.resend;
    if (!readSecret(webhookSecret)) {
      return fault(
        'This is not one of Resend’s secrets (whsec_…), so every event would be refused.',
      );
    }
    if (!secret) return look('The secret looks right, but there is no webhook to compare it with.');
    if (secret.kind !== 'answered') return notAnswered(secret, 'The webhook’s secret');
    if (secret.data === null)
      return look('The secret looks right, but Resend does not show its own to compare.');
    return isSame(secret.data, webhookSecret)
      ? ok('The secret matches the webhook.')
      : fault('This is not the webhook’s secret, so every event would be refused: copy it again.');
  },
};

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
