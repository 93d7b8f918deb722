import { randomBytes } from 'node:crypto';
import { type Agent, request } from 'node:http';
import type { RunningScript } from '../script/running-script';
import type { QueuedEvent } from './event-queue';
import { describeAnyEvent, signAsSvix } from './provider-events';

const RESPONSE_TIMEOUT_MS = 15_000;
const STALE_MS = 10 * 60_000;

/** The same at every attempt. */
export function toBody(event: QueuedEvent): string {
  const { email_id, sender, subject, recipient, tags } = event;
  const list = JSON.parse(tags) as { name: string; value: string }[];
  const named = Object.fromEntries(list.map(({ name, value }) => [name, value]));
  const mail = { email_id, from: sender, to: [recipient], subject, tags: named };
  const parts = {
    ...JSON.parse(event.parts),
    at: new Date(event.at),
    acceptedAt: new Date(event.accepted_at),
  };
  return JSON.stringify(describeAnyEvent(mail, event.type, parts));
}

/** As well as the script allows. */
export function signAttempt(
  body: string,
  { id, secret, script }: { id: string; secret: string; script: RunningScript },
): Record<string, string> {
  const isStale = script.takeWebhookFault('stale') !== null;
  const at = new Date(script.now().getTime() - (isStale ? STALE_MS : 0));
  const good = signAsSvix(body, { secret, id, at });
  const foreign = () => signAsSvix(body, { secret: makeSecret(), id, at })['svix-signature'];
  if (script.takeWebhookFault('badly-signed')) return { ...good, 'svix-signature': foreign() };
  if (!script.takeWebhookFault('signed-twice')) return { ...good };
  return { ...good, 'svix-signature': `${foreign()} ${good['svix-signature']}` };
}

function makeSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`;
}

/** Only 2xx in time counts, not a redirect. */
export function postEvent(
  endpoint: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  { agent, closing }: { agent: Agent; closing: AbortSignal },
): Promise<boolean> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(RESPONSE_TIMEOUT_MS)]);
  const all = { ...headers, 'content-type': 'application/json', 'user-agent': 'Svix-Webhooks/1.0' };
  return new Promise((resolve) => {
    const outgoing = request(
      endpoint,
      { method: 'POST', agent, signal, headers: all },
      (response) => {
        const status = response.statusCode!;
        response.on('error', () => resolve(false));
        response.resume().on('end', () => resolve(status >= 200 && status < 300));
      },
    );
    outgoing.on('error', () => resolve(false)).end(body);
  });
}
