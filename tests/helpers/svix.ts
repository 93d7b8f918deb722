import { randomUUID } from 'node:crypto';
import {
  describeEvent,
  type EventMail as Mail,
  type EventParts as Parts,
  type Signing,
  signAsSvix,
} from '../../src/local/resend/events/provider-events';
import type { TestDeps } from './deps';

export type { Signing };
export type EventMail = Omit<Mail, 'issue'>;
export type EventParts = Partial<Parts>;

/** About a mail of the first issue, five seconds after it went out. */
export function eventAbout(mail: EventMail, type: string, parts: EventParts = {}) {
  const at = parts.at ?? new Date('2026-11-24T09:00:05Z');
  return describeEvent({ issue: 1, ...mail }, type, { ...parts, at });
}

/** `id` is our own. */
export interface SingleEventMail extends Omit<EventMail, 'delivery'> {
  kind: string;
  id: string;
}

/** About a transactional mail of ours. */
export function eventAboutSingle(mail: SingleEventMail, type: string, parts: EventParts = {}) {
  const { kind, id, installation } = mail;
  const event = eventAbout({ ...mail, delivery: 0 }, type, parts);
  return { ...event, data: { ...event.data, tags: { mail: kind, installation, mail_id: id } } };
}

/** Well signed, under a new id unless given. */
export function toRequest(
  deps: TestDeps,
  event: unknown,
  { id = `msg_${randomUUID()}`, at = deps.now() }: Partial<Signing> = {},
) {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const headers = signAsSvix(body, { secret: deps.config.resend.webhookSecret, id, at });
  return { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
}
