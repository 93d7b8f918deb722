import { createHmac } from 'node:crypto';

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

/** As Svix does on Resend's behalf. */
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
  issue: number;
  delivery: number;
}

export interface EventParts {
  at: Date;
  bounce?: { type?: string; subType?: string; message?: string };
  failed?: { reason: string };
  suppressed?: { message: string; type: string };
}

/** About a mail of ours, as Resend posts it. */
export function describeEvent(mail: EventMail, type: string, parts: EventParts) {
  const { email_id, to, installation, issue, delivery } = mail;
  const about = {
    email_id,
    from: 'Weekly AI Tool Verdicts <issues@verdicts.example.com>',
    to: [to],
    subject: 'A week of verdicts',
    tags: { issue: String(issue), installation, delivery: String(delivery) },
  };
  return describeAnyEvent(about, type, parts);
}

/** Any mail, as an event names it. */
export interface AnyMail {
  email_id: string;
  from: string;
  to: string[];
  subject: string;
  tags: Record<string, string>;
}

/** `data.created_at` is when the mail was accepted; without it the event's own moment. */
export function describeAnyEvent<Mail extends AnyMail>(
  { email_id, ...mail }: Mail,
  type: string,
  { at, acceptedAt = at, ...rest }: EventParts & { acceptedAt?: Date },
) {
  return {
    type,
    created_at: at.toISOString(),
    data: {
      email_id,
      created_at: acceptedAt.toISOString(),
      message_id: `<${email_id}@mail.example.com>`,
      ...mail,
      ...rest,
    },
  };
}
