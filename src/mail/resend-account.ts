import type { Resend } from 'resend';
import { z } from 'zod';
import type { Provider, ProviderResponse } from '../platform/provider';
import { openResend } from './resend-client';

const TIMEOUT_MS = 10_000;
/** Nobody has more domains or webhooks than ten pages of a hundred. */
const PAGE = 100;
const MAX_PAGES = 10;

const domain = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  open_tracking: z.boolean().nullable().default(null),
  click_tracking: z.boolean().nullable().default(null),
});
const webhook = z.object({
  id: z.string(),
  endpoint: z.string(),
  status: z.string(),
  events: z.array(z.string()).nullable().default(null),
});
const secret = z.object({ signing_secret: z.string().nullable().default(null) });

type Answer = Awaited<ReturnType<Resend['get']>>;

/** resend.com/docs/api-reference/domains, …/webhooks */
export function createResendAccount(given: { apiKey: string; baseUrl: string }): Provider {
  const resend = openResend(given);
  async function ask<T>(path: string, schema: z.ZodType<T>): Promise<ProviderResponse<T>> {
    try {
      return read(await resend.get(path, { signal: AbortSignal.timeout(TIMEOUT_MS) }), schema);
    } catch {
      // The SDK throws only if its own signal ended an answer half-way.
      return { kind: 'unanswered', date: null };
    }
  }
  return {
    listDomains: () => listAll('/domains', domain, ask),
    getDomain: (id) => ask(`/domains/${encodeURIComponent(id)}`, domain),
    listWebhooks: () => listAll('/webhooks', webhook, ask),
    async getWebhookSecret(id) {
      const told = await ask(`/webhooks/${encodeURIComponent(id)}`, secret);
      return told.kind === 'told' ? { ...told, data: told.data.signing_secret } : told;
    },
  };
}

function read<T>(answer: Answer, schema: z.ZodType<T>): ProviderResponse<T> {
  const date = readDate(answer.headers?.date);
  if (answer.error) {
    const { name } = answer.error as { name: unknown };
    if (name === 'restricted_api_key') return { kind: 'restricted', date };
    // The SDK's own word for no answer, or one that isn't JSON.
    const isNamed = typeof name === 'string' && name !== 'application_error';
    if (!isNamed) return { kind: 'unanswered', date };
    return { kind: 'refused', name: /^[a-z_]{1,60}$/.test(name) ? name : 'without a name', date };
  }
  const { data } = schema.safeParse(answer.data);
  return data === undefined ? { kind: 'unanswered', date } : { kind: 'told', data, date };
}

function readDate(header: string | undefined): Date | null {
  const ms = Date.parse(header ?? '');
  return Number.isNaN(ms) ? null : new Date(ms);
}

async function listAll<T extends { id: string }>(
  path: string,
  row: z.ZodType<T>,
  ask: <A>(path: string, schema: z.ZodType<A>) => Promise<ProviderResponse<A>>,
): Promise<ProviderResponse<T[]>> {
  const page = z.object({ data: z.array(row), has_more: z.boolean().default(false) });
  const all: T[] = [];
  for (let pages = 1; ; pages += 1) {
    const after = all.at(-1)?.id;
    const query = new URLSearchParams({ limit: String(PAGE), ...(after && { after }) });
    const told = await ask(`${path}?${query}`, page);
    if (told.kind !== 'told') return told;
    all.push(...told.data.data);
    const isMore = told.data.has_more && told.data.data.length > 0 && pages < MAX_PAGES;
    if (!isMore) return { ...told, data: all };
  }
}
