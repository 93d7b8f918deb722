import { readIpAddress } from '../platform/network/ip-address';

/** What a request shows of who made it. No full address, no token. */
export interface Evidence {
  method: string;
  user_agent: string | null;
  /** The /24 or /48 that the request came from. */
  network: string | null;
  headers: Record<string, string>;
}

/** One network and agent, as far as requests show: hits that share both are taken for one visitor’s. */
export type Visitor = Pick<Evidence, 'network' | 'user_agent'>;

/** Headers that tell programs, prefetchers and pages apart. */
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

/** Kept beside the headers where browsers do not trust the origin; no header can have this name. */
const PLAIN_HTTP = { ':scheme': 'http' };

interface Asked {
  address: string | null;
  /** Whether the page's origin is one that browsers trust: https, or this machine. */
  isTrustworthy: boolean;
}

export function readEvidence(
  { method, headers }: { method: string; headers: Headers },
  { address, isTrustworthy }: Asked,
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

/** Whether this came by plain http. What was kept before that was told apart counts as secure. */
export function isPlainHttp({ headers }: Pick<Evidence, 'headers'>): boolean {
  return headers[':scheme'] === PLAIN_HTTP[':scheme'];
}

function clean(value: string): string {
  return value.replace(/\p{Cc}/gu, '').slice(0, MAX_CHARACTERS);
}

/** The /24 of an IPv4 address (also one mapped into IPv6) or the /48 of an IPv6 address. */
export function networkOf(address: string): string | null {
  const read = readIpAddress(address);
  if (read === null) return null;
  if (!read.includes(':')) return `${read.slice(0, read.lastIndexOf('.'))}.0/24`;
  return `${read.split(':').slice(0, 3).join(':')}::/48`;
}
