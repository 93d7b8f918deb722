import { createHmac, randomUUID } from 'node:crypto';
import type { TestDeps } from './deps';

export interface Signing {
  secret: string;
  id: string;
  at: Date;
}

export interface SvixHeaders extends Record<string, string> {
  'svix-id': string;
  'svix-timestamp': string;
  'svix-signature': string;
}

/** Signs a webhook's body as Svix does on Resend's behalf. */
export function signAsSvix(body: string | Uint8Array, { secret, id, at }: Signing): SvixHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body);
  const signature = `v1,${hmac.digest('base64')}`;
  return { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signature };
}

/** One delivery's mail, as an event names it. */
export interface EventMail {
  email_id: string;
  to: string;
  installation: string;
  delivery: number;
}

export interface EventParts {
  at?: Date;
  bounce?: { type?: string; subType?: string; message?: string };
  failed?: { reason: string };
}

/** An event of this type about a mail of ours, in the shape in which Resend posts it. */
export function eventAbout(mail: EventMail, type: string, { at, ...rest }: EventParts = {}) {
  const created_at = (at ?? new Date('2026-11-24T09:00:05Z')).toISOString();
  const { email_id, to, installation, delivery } = mail;
  return {
    type,
    created_at,
    data: {
      email_id,
      created_at,
      message_id: `<${email_id}@mail.example.com>`,
      from: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
      to: [to],
      subject: 'A week of verdicts',
      tags: { issue: '1', installation, delivery: String(delivery) },
      ...rest,
    },
  };
}

/** One single mail, as an event names it; `id` is our own. */
export interface SingleEventMail extends Omit<EventMail, 'delivery'> {
  kind: string;
  id: string;
}

/** An event of this type about a single mail of ours. */
export function eventAboutSingle(mail: SingleEventMail, type: string, parts: EventParts = {}) {
  const { kind, id, installation } = mail;
  const event = eventAbout({ ...mail, delivery: 0 }, type, parts);
  return { ...event, data: { ...event.data, tags: { mail: kind, installation, mail_id: id } } };
}

/** The POST of an event, well signed, under an id of its own unless one is given. */
export function toRequest(
  deps: TestDeps,
  event: unknown,
  { id = `msg_${randomUUID()}`, at = deps.now() }: Partial<Signing> = {},
): RequestInit {
  const body = typeof event === 'string' ? event : JSON.stringify(event);
  const headers = signAsSvix(body, { secret: deps.config.resend.webhookSecret, id, at });
  return { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body };
}
