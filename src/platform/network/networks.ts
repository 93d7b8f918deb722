import { isIPv4, isIPv6 } from 'node:net';

export interface Network {
  version: 4 | 6;
  first: bigint;
  bits: number;
}

const WIDTH = { 4: 32, 6: 128 };
/** RFC 4291 §2.5.5.2: `::ffff:a.b.c.d`. */
const MAPPED = 0xffffn;

const OWN = ['0.0.0.0/32', '127.0.0.0/8', '::/128', '::1/128'].map((text) => readNetwork(text)!);
/** RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
const PRIVATE = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
].map((text) => readNetwork(text)!);

export function readNetwork(text: string): Network | null {
  const [address, bits, ...more] = text.split('/');
  const first = readAddress(address!);
  if (!first || more.length > 0) return null;
  if (bits === undefined) return first;
  const isWritten =
    /^(?:0|[1-9]\d{0,2})$/.test(bits) && Number(bits) <= (isIPv4(address!) ? 32 : 128);
  if (!isWritten) return null;
  // The first 96 bits of a mapped range are the prefix; a shorter one isn't an IPv4 range.
  if (first.version === 4 && !isIPv4(address!)) {
    if (Number(bits) >= 96) return { ...first, bits: Number(bits) - 96 };
    return { version: 6, first: (MAPPED << 32n) | first.first, bits: Number(bits) };
  }
  return { ...first, bits: Number(bits) };
}

function contains(outer: Network, inner: Network): boolean {
  if (outer.version !== inner.version || outer.bits > inner.bits) return false;
  const rest = BigInt(WIDTH[outer.version] - outer.bits);
  return outer.first >> rest === inner.first >> rest;
}

export function isPrivateAddress(address: string): boolean {
  const network = readNetwork(address);
  return network !== null && [...OWN, ...PRIVATE].some((outer) => contains(outer, network));
}

/** Whether the range must include other people's machines. */
export function isTooWide(network: Network): boolean {
  if (network.version === 4) return network.bits < 8;
  const everyIPv4: Network = { version: 6, first: MAPPED << 32n, bits: 96 };
  const isPrivate = PRIVATE.some((outer) => contains(outer, network));
  return contains(network, everyIPv4) || (network.bits < 16 && !isPrivate);
}

function readAddress(text: string): Network | null {
  if (isIPv4(text)) {
    const first = text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    return { version: 4, first, bits: 32 };
  }
  if (!isIPv6(text) || text.includes('%')) return null;
  // The URL parser writes every form in hexadecimal.
  const [head, tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = Array(8 - left.length - right.length).fill('0');
  const parts = [...left, ...zeros, ...right];
  const first = parts.reduce((sum, part) => (sum << 16n) | BigInt(`0x${part}`), 0n);
  if (first >> 32n === MAPPED) return { version: 4, first: first & 0xffffffffn, bits: 32 };
  return { version: 6, first, bits: 128 };
}
