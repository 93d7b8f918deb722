import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { findSignatureFault, type SignatureFault } from '../platform/svix';
import { gatherProviderEvents } from '../sending/gathered-events';
import type { FaceDeps } from '../web/faces';
import { readResendEvent } from './resend-event';

const PATH = '/webhooks/resend';
const MAX_BYTES = 256 * 1024;
const MAX_ID_CHARACTERS = 256;

/**
 * Where Resend posts its events. 200 once an event is taken or known already, so that Resend stops
 * repeating it; every refusal is one line in the log, without anything of the event.
 */
export function resendWebhook(deps: FaceDeps) {
  const { config, now } = deps;
  const take = gatherProviderEvents(deps);
  const tooLarge = (c: Context) =>
    refuse(deps, c, { status: 413, why: 'too-large', says: 'An event has at most 256 kB.' });
  return new Hono()
    .get(PATH, (c) => c.json({ says: 'Resend posts its events here.' }))
    .post(PATH, bodyLimit({ maxSize: MAX_BYTES, onError: tooLarge }), async (c) => {
      const body = new Uint8Array(await c.req.arrayBuffer());
      const signed = { ...readHeaders(c), body };
      const { webhookSecret: secret } = config.resend;
      const fault = findSignatureFault(signed, { secret, at: now() });
      if (fault) return refuse(deps, c, { status: 401, why: fault, says: SAYS[fault] });
      const signedAt = new Date(Number(signed.timestamp) * 1000);
      const isIdUsable = signed.id.length <= MAX_ID_CHARACTERS;
      const event = isIdUsable && readResendEvent(body, { svixId: signed.id, signedAt });
      if (!event)
        return refuse(deps, c, { status: 400, why: 'malformed', says: 'That is not an event.' });
      const outcome = await take(event);
      deps.log.info({ event: 'provider-event', outcome }, 'an event of the provider was taken');
      return c.json({ outcome });
    });
}

const SAYS: Record<SignatureFault, string> = {
  'secret-unusable': 'This service has no webhook secret, so it can believe no event.',
  'headers-missing': 'The headers svix-id, svix-timestamp and svix-signature are needed.',
  'signature-bad': 'The signature does not fit.',
  stale: 'The signature is more than five minutes from now.',
};

function readHeaders(c: Context) {
  return {
    id: c.req.header('svix-id') ?? '',
    timestamp: c.req.header('svix-timestamp') ?? '',
    signature: c.req.header('svix-signature') ?? '',
  };
}

function refuse(
  { log }: FaceDeps,
  c: Context,
  { status, why, says }: { status: 400 | 401 | 413; why: string; says: string },
) {
  log.warn({ event: 'provider-event-refused', why }, 'an event of the provider was refused');
  return c.json({ error: says }, status);
}
