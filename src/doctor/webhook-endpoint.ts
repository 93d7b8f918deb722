import type { Deps } from '../platform/deps';

const PATH = '/webhooks/resend';
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Names the installation whose service registered the endpoint with the emulator by itself. */
const TAG = 'for';

type About = Pick<Deps, 'config' | 'installation'>;

export function webhookEndpoint({ config }: Pick<Deps, 'config'>): string {
  return `${config.publicUrl}${PATH}`;
}

/** On this machine, and with the installation named. */
export function localWebhookEndpoint({ config, installation }: About): string {
  const url = new URL(config.publicUrl);
  const origin = LOOPBACK.has(url.hostname) ? url : new URL(`http://127.0.0.1:${config.port}`);
  // By name it could reach another program on this port of the other address family.
  if (origin.hostname === 'localhost') origin.hostname = '127.0.0.1';
  origin.pathname = PATH;
  origin.searchParams.set(TAG, installation.id);
  return origin.href;
}

/** Registered by a service of this installation. */
export function isLocalWebhook(endpoint: string, { installation }: About): boolean {
  return isOnThisMachine(endpoint) && tagOf(endpoint) === installation.id;
}

/** Registered by a person, for whichever service. */
export function isMadeByHand(endpoint: string): boolean {
  return isOnThisMachine(endpoint) && tagOf(endpoint) === null;
}

function tagOf(endpoint: string): string | null {
  return new URL(endpoint).searchParams.get(TAG);
}

function isOnThisMachine(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { hostname, pathname } = new URL(endpoint);
  return LOOPBACK.has(hostname) && pathname === PATH;
}
