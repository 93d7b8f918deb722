import type { Config } from '../../platform/config';
import type { Deps } from '../../platform/deps';
import { EVENT_TYPES } from '../../sending/doctor/webhook';
import { isLocalWebhook, isMadeByHand, localWebhookEndpoint } from '../../sending/webhook-endpoint';

const ANSWER_WITHIN_MS = 2_000;

interface Registered {
  id: string;
  endpoint: string;
  events: string[];
}

/**
 * Sees to it that the emulator posts its events to a service of this installation that answers: registers
 * this one where none is, and takes over from one that is gone, with the events that wait for it. Leaves
 * alone what somebody registered by hand. Harmless at any time and from several services.
 */
export async function keepWebhook(deps: Pick<Deps, 'config' | 'installation'>): Promise<void> {
  const { resend } = deps.config;
  const { data } = (await ask(resend, 'GET', '/webhooks')) as { data: Registered[] };
  if (data.some(({ endpoint }) => isMadeByHand(endpoint))) return;
  const endpoint = localWebhookEndpoint(deps);
  const wished = { endpoint, events: EVENT_TYPES };
  const own = data.find((webhook) => isLocalWebhook(webhook.endpoint, deps));
  const sameAddress = (other: Registered) => stripTag(other.endpoint) === stripTag(endpoint);
  // An earlier installation's, from before the database was adopted or made anew.
  const stale = data.filter((webhook) => webhook !== own && sameAddress(webhook));
  for (const { id } of stale) await ask(resend, 'DELETE', `/webhooks/${id}`);
  if (!own) await ask(resend, 'POST', '/webhooks', wished);
  else if (await mustChange(own, endpoint)) {
    await ask(resend, 'PATCH', `/webhooks/${own.id}`, wished);
  }
}

async function mustChange(own: Registered, endpoint: string): Promise<boolean> {
  if (EVENT_TYPES.some((type) => !own.events.includes(type))) return true;
  return own.endpoint !== endpoint && !(await isAnswered(own.endpoint));
}

/** Whether a service like this one is at the endpoint's address; a foreign program does not say this. */
async function isAnswered(endpoint: string): Promise<boolean> {
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const said = await fetch(new URL('/healthz', endpoint), { signal })
    .then((answer) => answer.text())
    .catch(() => null);
  return said === '{"status":"ok"}';
}

function stripTag(endpoint: string): string {
  const url = new URL(endpoint);
  return `${url.origin}${url.pathname}`;
}

async function ask(
  { baseUrl, apiKey }: Config['resend'],
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (!answer.ok) throw new Error(`the Resend emulator answered ${answer.status} to ${method}`);
  return answer.json();
}
