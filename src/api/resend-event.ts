import { z } from 'zod';
import type { ProviderEvent } from '../events/effects/event';
import { hasEffect } from '../events/event-effects';

const MAX_WORDS = 200;

const name = z.string().regex(/^[\x21-\x7e]{1,100}$/);
/** A mail server's words on one short line: PostgreSQL takes no NUL, people read no controls. */
const words = z.string().transform((text) =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_WORDS),
);
const perhapsWords = words.nullable().catch(null);
const moment = z
  .string()
  // Some of Resend's moments have a space in the middle and a zone without minutes.
  .transform((text) => text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(text));
const tags = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .transform((list) => Object.fromEntries(list.map((tag) => [tag.name, tag.value]))),
]);

/**
 * resend.com/docs/dashboard/webhooks/event-types. Types and bounce words are open: unknown ones are
 * kept. An odd part counts as missing: Resend repeats refused events for 28 hours and may switch
 * off the endpoint.
 */
const schema = z
  .object({
    type: name,
    created_at: moment.nullable().catch(null),
    data: z
      .object({
        email_id: name,
        to: z.union([z.array(z.string()), z.string().transform((to) => [to])]).catch([]),
        tags: tags.nullable().catch(null),
        bounce: z
          .object({ type: perhapsWords, subType: perhapsWords })
          .partial()
          .nullable()
          .catch(null),
        failed: z.object({ reason: perhapsWords }).partial().nullable().catch(null),
      })
      .partial(),
  })
  .refine(({ type, data }) => !hasEffect(type) || data.email_id !== undefined);
const unknownSchema = z.object({ type: name.refine((type) => !hasEffect(type)) });

/** Null if it isn't one of Resend's events. */
export function readResendEvent(
  body: Uint8Array,
  { svixId, signedAt }: { svixId: string; signedAt: Date },
): ProviderEvent | null {
  const json = parseJson(body);
  const nothing = { at: signedAt, ...noMail };
  const unknown = unknownSchema.safeParse(json);
  if (unknown.success) return { svix_id: svixId, type: unknown.data.type, ...nothing };
  const { data: event } = schema.safeParse(json);
  if (!event) return null;
  const { type, created_at, data } = event;
  return {
    svix_id: svixId,
    type,
    at: created_at ?? signedAt,
    resend_id: data.email_id ?? null,
    recipients: data.to ?? [],
    tags: readTags(data.tags ?? {}),
    bounce_type: data.bounce?.type ?? null,
    bounce_subtype: data.bounce?.subType ?? null,
    failure: data.failed?.reason ?? null,
  };
}

const noMail = {
  resend_id: null,
  recipients: [],
  tags: { installation: null, delivery: null, mail_id: null },
  bounce_type: null,
  bounce_subtype: null,
  failure: null,
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function readTags(tags: Record<string, string>): ProviderEvent['tags'] {
  const { installation = null, delivery = '', mail_id = '' } = tags;
  const isId = /^[1-9]\d{0,14}$/.test(delivery);
  return {
    installation,
    delivery: isId ? Number(delivery) : null,
    mail_id: UUID.test(mail_id) ? mail_id : null,
  };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
