import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createMiddleware } from 'hono/factory';
import { coalesceProviderEvents, coalesceRefusals } from '../events/coalesced-events';
import type { RefusedEvent } from '../events/refused-events';
import { findSignatureFault, readSecret } from '../platform/svix';
import type { WebDeps } from '../web/client-address';
import { readResendEvent } from './resend-event';

const PATH = '/webhooks/resend';
const MAX_BYTES = 256 * 1024;
const MAX_ID_CHARACTERS = 256;

/**
 * 200 for new and known events, so that Resend stops repeating them; refusals are counted, with one
 * log line that names nothing of the event.
 */
export function webhookRoutes(deps: WebDeps) {
  const { config, now } = deps;
  const key = readSecret(config.resend.webhookSecret);
  const take = coalesceProviderEvents(deps);
  const count = coalesceRefusals(deps);
  const refuse = async (c: Context, why: RefusedEvent['why']) => {
    deps.log.warn({ event: 'provider-event-refused', why }, 'an event was refused');
    deps.security.note('refused-event');
    await count({ why, at: now() });
    return c.json({ error: REFUSALS[why].says }, REFUSALS[why].status);
  };
  return new Hono()
    .get(PATH, (c) => c.json({ says: 'Resend posts its events here.' }))
    .post(
      PATH,
      limitTo(MAX_BYTES, (c) => refuse(c, 'too-large')),
      async (c) => {
        const body = new Uint8Array(await c.req.arrayBuffer());
        const signed = { ...readHeaders(c), body };
        const fault = findSignatureFault(signed, { key, at: now() });
        if (fault) return refuse(c, fault);
        const signedAt = new Date(Number(signed.timestamp) * 1000);
        const isIdUsable = signed.id.length <= MAX_ID_CHARACTERS;
        const event = isIdUsable && readResendEvent(body, { svixId: signed.id, signedAt });
        if (!event) return refuse(c, 'malformed');
        const outcome = await take(event);
        deps.log.info({ event: 'provider-event', outcome }, 'an event was received');
        return c.json({ outcome });
      },
    );
}

const REFUSALS = {
  'secret-unusable': {
    status: 401,
    says: 'This service has no webhook secret, so it can’t verify any event.',
  },
  'headers-missing': {
    status: 401,
    says: 'The headers svix-id, svix-timestamp and svix-signature are needed.',
  },
  'signature-bad': { status: 401, says: 'The signature does not match.' },
  stale: { status: 401, says: 'The signature’s time is more than five minutes off.' },
  malformed: { status: 400, says: 'That is not an event.' },
  'too-large': { status: 413, says: 'An event can have at most 256 kB.' },
} as const satisfies Record<RefusedEvent['why'], { status: number; says: string }>;

/**
 * A declared length is enough, since servers read no further. Hono's own limit makes a stream of
 * every body: a tenth of the cost of an event.
 */
function limitTo(maxSize: number, onError: (c: Context) => Promise<Response>) {
  const limit = bodyLimit({ maxSize, onError });
  return createMiddleware(async (c, next) => {
    const length = c.req.header('content-length');
    const isSaid = length !== undefined && c.req.header('transfer-encoding') === undefined;
    if (!isSaid) return limit(c, next);
    return Number(length) <= maxSize ? next() : onError(c);
  });
}

function readHeaders(c: Context) {
  return {
    id: c.req.header('svix-id') ?? '',
    timestamp: c.req.header('svix-timestamp') ?? '',
    signature: c.req.header('svix-signature') ?? '',
  };
}
