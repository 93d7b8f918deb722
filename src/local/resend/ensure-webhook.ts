import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_TYPES } from '../../doctor/webhook';
import { isLocalWebhook, isMadeByHand, localWebhookEndpoint } from '../../doctor/webhook-endpoint';
import { reserveCall } from '../../mail/rate-limit';
import type { Deps } from '../../platform/deps';
import { requestText } from './request-text';

type WebhookDeps = Pick<Deps, 'config' | 'db' | 'installation'>;

interface Registered {
  id: string;
  endpoint: string;
  events: string[];
}

/**
 * Keeps the emulator posting to a service of this installation that answers: registers this one if
 * none is, and replaces one that is gone, with its waiting events. Leaves webhooks registered by
 * hand alone. Reserves each request, since it counts against the rate limit; without a free one,
 * the next minute tries again.
 */
export async function ensureWebhook(deps: WebhookDeps): Promise<void> {
  const listed = (await callReserved(deps, 'GET', '/webhooks')) as { data: Registered[] } | null;
  if (!listed || listed.data.some(({ endpoint }) => isMadeByHand(endpoint))) return;
  const { data } = listed;
  const endpoint = localWebhookEndpoint(deps);
  const wanted = { endpoint, events: EVENT_TYPES };
  const own = data.find((webhook) => isLocalWebhook(webhook.endpoint, deps));
  const sameAddress = (other: Registered) => stripTag(other.endpoint) === stripTag(endpoint);
  // An earlier installation's, from before the database was adopted or recreated.
  const stale = data.filter((webhook) => webhook !== own && sameAddress(webhook));
  for (const { id } of stale) await callReserved(deps, 'DELETE', `/webhooks/${id}`);
  if (!own) await callReserved(deps, 'POST', '/webhooks', wanted);
  else if (await mustChange(own, endpoint)) {
    await callReserved(deps, 'PATCH', `/webhooks/${own.id}`, wanted);
  }
}

async function mustChange(own: Registered, endpoint: string): Promise<boolean> {
  if (EVENT_TYPES.some((type) => !own.events.includes(type))) return true;
  return own.endpoint !== endpoint && !(await isAnswered(own.endpoint));
}

/** A foreign program at the endpoint's address would not say this. */
async function isAnswered(endpoint: string): Promise<boolean> {
  const response = await requestText(new URL('/healthz', endpoint)).catch(() => null);
  return response?.text === '{"status":"ok"}';
}

function stripTag(endpoint: string): string {
  const url = new URL(endpoint);
  return `${url.origin}${url.pathname}`;
}

/** Null, and nothing asked, if the rate limit leaves no call just now. */
async function callReserved(
  { db, config }: WebhookDeps,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const reservation = await reserveCall(db);
  if (reservation.kind !== 'reserved') return null;
  await sleep(reservation.waitMs);
  const { baseUrl, apiKey } = config.resend;
  const { status, text } = await requestText(`${baseUrl}${path}`, { method, apiKey, body });
  if (status >= 400) throw new Error(`the Resend emulator answered ${status} to ${method}`);
  return JSON.parse(text);
}
