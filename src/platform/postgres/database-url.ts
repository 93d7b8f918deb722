import { isPrivateAddress } from '../network/networks';

export type Encryption = 'disable' | 'no-verify' | 'verify-full';

/** Names that only a private network knows, as it does those without a dot. */
const PRIVATE_NAME = /\.(?:localhost|local|internal|lan|svc|home\.arpa)$/i;

/** Encrypted means verified too, as in node-postgres 8, unlike libpq's `require`. */
const MODES = new Map<string, Encryption>([
  ['disable', 'disable'],
  ['no-verify', 'no-verify'],
  ['allow', 'verify-full'],
  ['prefer', 'verify-full'],
  ['require', 'verify-full'],
  ['verify-ca', 'verify-full'],
  ['verify-full', 'verify-full'],
]);

/** As node-postgres reads it; a path is a socket's. */
export function databaseHost(url: string): string {
  const { hostname, searchParams } = new URL(url);
  return decodeURIComponent(searchParams.getAll('host').at(-1) || hostname).replace(
    /^\[(.*)\]$/,
    '$1',
  );
}

export function isPrivateHost(host: string): boolean {
  if (host.startsWith('/')) return true;
  if (host.includes(':')) return isPrivateAddress(host);
  // Reads numbers as the resolver would: 2130706433 is 127.0.0.1, and 134744072 is 8.8.8.8.
  const name = URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
  const bare = name.replace(/\.$/, '');
  const isSingle = !bare.includes('.') && /[a-z]/i.test(bare);
  return isSingle || isPrivateAddress(bare) || PRIVATE_NAME.test(bare);
}

/** What `sslmode` says, or else what the host needs. Null for an unknown word. */
export function encryptionOf(url: string): Encryption | null {
  const mode = new URL(url).searchParams.get('sslmode');
  if (mode !== null) return MODES.get(mode) ?? null;
  return isPrivateHost(databaseHost(url)) ? 'disable' : 'verify-full';
}

/** States the encryption, so that neither PGSSLMODE nor a driver's default decides. */
export function connectionString(url: string): string {
  const parsed = new URL(url);
  parsed.searchParams.set('sslmode', encryptionOf(url) ?? 'verify-full');
  for (const name of ['ssl', 'uselibpqcompat']) parsed.searchParams.delete(name);
  return parsed.href;
}
