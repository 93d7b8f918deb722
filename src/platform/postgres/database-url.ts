import { isPrivateAddress } from '../network/networks';

/** How a connection is kept from others' eyes: not at all, without a look at the certificate, or well. */
export type Encryption = 'disable' | 'no-verify' | 'verify-full';

/** Names that only a network of one's own knows, as those without a dot. */
const PRIVATE_NAME = /\.(?:localhost|local|internal|lan|svc|home\.arpa)$/i;

/**
 * As libpq's words are meant: whoever asks for encryption gets the certificate checked too, as
 * node-postgres 8 does; that libpq's `require` leaves that out is no reason to.
 */
const MODES = new Map<string, Encryption>([
  ['disable', 'disable'],
  ['no-verify', 'no-verify'],
  ['allow', 'verify-full'],
  ['prefer', 'verify-full'],
  ['require', 'verify-full'],
  ['verify-ca', 'verify-full'],
  ['verify-full', 'verify-full'],
]);

/** The host that a PostgreSQL URL leads to, as node-postgres reads it; a path is a socket's. */
export function databaseHost(url: string): string {
  const { hostname, searchParams } = new URL(url);
  return decodeURIComponent(searchParams.getAll('host').at(-1) || hostname).replace(
    /^\[(.*)\]$/,
    '$1',
  );
}

/** Whether the way to this host leaves neither this machine nor a private network. */
export function isPrivateHost(host: string): boolean {
  if (host.startsWith('/')) return true;
  if (host.includes(':')) return isPrivateAddress(host);
  // Reads numbers as the resolver would: 2130706433 is 127.0.0.1, and 134744072 is 8.8.8.8.
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  const bare = name.replace(/\.$/, '');
  const isSingle = !bare.includes('.') && /[a-z]/i.test(bare);
  return isSingle || isPrivateAddress(bare) || PRIVATE_NAME.test(bare);
}

/** What the URL asks for in `sslmode`; without one, whatever its host needs. Null for an unknown word. */
export function encryptionOf(url: string): Encryption | null {
  const mode = new URL(url).searchParams.get('sslmode');
  if (mode !== null) return MODES.get(mode) ?? null;
  return isPrivateHost(databaseHost(url)) ? 'disable' : 'verify-full';
}

/** The URL with its encryption said, so that neither PGSSLMODE nor a driver's default decides. */
export function connectionString(url: string): string {
  const said = new URL(url);
  said.searchParams.set('sslmode', encryptionOf(url) ?? 'verify-full');
  for (const name of ['ssl', 'uselibpqcompat']) said.searchParams.delete(name);
  return said.href;
}
