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

type ResendResponse = Awaited<ReturnType<Resend['get']>>;

/** resend.com/docs/api-reference/domains, …/webhooks */
export function createResendAccount(given: { apiKey: string; baseUrl: string }): Provider {
  const resend = openResend(given);
  async function ask<T>(path: string, schema: z.ZodType<T>): Promise<ProviderResponse<T>> {
    try {
      return readResponse(
        await resend.get(path, { signal: AbortSignal.timeout(TIMEOUT_MS) }),
        schema,
      );
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
      const response = await ask(`/webhooks/${encodeURIComponent(id)}`, secret);
      return response.kind === 'answered'
        ? { ...response, data: response.data.signing_secret }
        : response;
    },
  };
}

function readResponse<T>(response: ResendResponse, schema: z.ZodType<T>): ProviderResponse<T> {
  const date = readDate(response.headers?.date);
  if (response.error) {
    const { name } = response.error as { name: unknown };
    if (name === 'restricted_api_key') return { kind: 'restricted', date };
    // The SDK's own word for no answer, or one that isn't JSON.
    const isNamed = typeof name === 'string' && name !== 'application_error';
    if (!isNamed) return { kind: 'unanswered', date };
    return { kind: 'refused', name: /^[a-z_]{1,60}$/.test(name) ? name : 'without a name', date };
  }
  const { data } = schema.safeParse(response.data);
  return data === undefined ? { kind: 'unanswered', date } : { kind: 'answered', data, date };
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
    const response = await ask(`${path}?${query}`, page);
    if (response.kind !== 'answered') return response;
    all.push(...response.data.data);
    const isMore = response.data.has_more && response.data.data.length > 0 && pages < MAX_PAGES;
    if (!isMore) return { ...response, data: all };
  }
}
