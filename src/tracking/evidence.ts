import { readIpAddress } from '../platform/network/ip-address';

/** What a request shows about its sender. No full address, no token. */
export interface Evidence {
  method: string;
  user_agent: string | null;
  /** The /24 or /48 of the request. */
  network: string | null;
  headers: Record<string, string>;
}

/** Hits that share network and agent count as one visitor's. */
export type Visitor = Pick<Evidence, 'network' | 'user_agent'>;

/** These tell programs, prefetchers and pages apart. */
const KEPT = [
  'accept',
  'accept-language',
  'content-type',
  'origin',
  'purpose',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'sec-purpose',
  'x-moz',
  'x-purpose',
];
const MAX_CHARACTERS = 300;

/** Kept with the headers if browsers don't trust the origin; no header can have this name. */
const PLAIN_HTTP = { ':scheme': 'http' };

interface RequestOrigin {
  address: string | null;
  /** Whether browsers trust the page's origin: https, or this machine. */
  isTrustworthy: boolean;
}

export function readEvidence(
  { method, headers }: { method: string; headers: Headers },
  { address, isTrustworthy }: RequestOrigin,
): Evidence {
  const kept = KEPT.flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, clean(value)] as const];
  });
  const agent = headers.get('user-agent');
  return {
    method,
    user_agent: agent === null ? null : clean(agent),
    network: address === null ? null : networkOf(address),
    headers: { ...Object.fromEntries(kept), ...(isTrustworthy ? {} : PLAIN_HTTP) },
  };
}

/** Hits stored before this was recorded count as secure. */
export function isPlainHttp({ headers }: Pick<Evidence, 'headers'>): boolean {
  return headers[':scheme'] === PLAIN_HTTP[':scheme'];
}

function clean(value: string): string {
  return value.replace(/\p{Cc}/gu, '').slice(0, MAX_CHARACTERS);
}

/** The /24 of an IPv4 address, even mapped into IPv6, or the /48 of an IPv6 one. */
export function networkOf(address: string): string | null {
  const read = readIpAddress(address);
  if (read === null) return null;
  if (!read.includes(':')) return `${read.slice(0, read.lastIndexOf('.'))}.0/24`;
  return `${read.split(':').slice(0, 3).join(':')}::/48`;
}
