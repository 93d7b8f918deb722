import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_TYPES } from '../../doctor/webhook';
import { isLocalWebhook, isMadeByHand, localWebhookEndpoint } from '../../doctor/webhook-endpoint';
import { reserveCall } from '../../mail/rate-limit';
import type { Deps } from '../../platform/deps';
import { ask } from './ask';

type WebhookDeps = Pick<Deps, 'config' | 'db' | 'installation'>;

interface Registered {
  id: string;
  endpoint: string;
  events: string[];
}

/**
 * Sees to it that the emulator posts its events to a service of this installation that answers: registers
 * this one where none is, and takes over from one that is gone, with the events that wait for it. Leaves
 * alone what somebody registered by hand. Harmless at any time and from several services. Each request is
 * reserved like a batch's, since it counts against the same rate limit; where none is free, the next
 * minute looks again.
 */
export async function keepWebhook(deps: WebhookDeps): Promise<void> {
  const listed = (await askReserved(deps, 'GET', '/webhooks')) as { data: Registered[] } | null;
  if (!listed || listed.data.some(({ endpoint }) => isMadeByHand(endpoint))) return;
  const { data } = listed;
  const endpoint = localWebhookEndpoint(deps);
  const wished = { endpoint, events: EVENT_TYPES };
  const own = data.find((webhook) => isLocalWebhook(webhook.endpoint, deps));
  const sameAddress = (other: Registered) => stripTag(other.endpoint) === stripTag(endpoint);
  // An earlier installation's, from before the database was adopted or made anew.
  const stale = data.filter((webhook) => webhook !== own && sameAddress(webhook));
  for (const { id } of stale) await askReserved(deps, 'DELETE', `/webhooks/${id}`);
  if (!own) await askReserved(deps, 'POST', '/webhooks', wished);
  else if (await mustChange(own, endpoint)) {
    await askReserved(deps, 'PATCH', `/webhooks/${own.id}`, wished);
  }
}

async function mustChange(own: Registered, endpoint: string): Promise<boolean> {
  if (EVENT_TYPES.some((type) => !own.events.includes(type))) return true;
  return own.endpoint !== endpoint && !(await isAnswered(own.endpoint));
}

/** Whether a service like this one is at the endpoint's address; a foreign program does not say this. */
async function isAnswered(endpoint: string): Promise<boolean> {
  const said = await ask(new URL('/healthz', endpoint)).catch(() => null);
  return said?.text === '{"status":"ok"}';
}

function stripTag(endpoint: string): string {
  const url = new URL(endpoint);
  return `${url.origin}${url.pathname}`;
}

/** What the emulator answers; null, and nothing asked, where the rate limit leaves no call just now. */
async function askReserved(
  { db, config }: WebhookDeps,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const reservation = await reserveCall(db);
  if (reservation.kind !== 'reserved') return null;
  await sleep(reservation.waitMs);
  const { baseUrl, apiKey } = config.resend;
  const { status, text } = await ask(`${baseUrl}${path}`, { method, apiKey, body });
  if (status >= 400) throw new Error(`the Resend emulator answered ${status} to ${method}`);
  return JSON.parse(text);
}
