import { isMapped, type ParsedAddress, parseAddress } from './parse-address';

export interface Network {
  first: ParsedAddress;
  bits: number;
}

const OWN = ['0.0.0.0/32', '127.0.0.0/8', '::/128', '::1/128'].map((text) => readNetwork(text)!);
/** RFC 1918, RFC 3927, RFC 4193, RFC 4291. */
const PRIVATE = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
].map((text) => readNetwork(text)!);
const EVERY_IPV4: Network = { first: parseAddress('::ffff:0:0')!, bits: 96 };

export function readNetwork(text: string): Network | null {
  const [address, length, ...more] = text.split('/');
  const first = parseAddress(address!);
  if (!first || more.length > 0) return null;
  const width = first.kind() === 'ipv4' ? 32 : 128;
  if (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length)) return null;
  const bits = Number(length ?? width);
  return bits > width ? null : unmap({ first, bits });
}

/** The first 96 bits of a mapped range are the prefix; a shorter one isn't an IPv4 range. */
function unmap({ first, bits }: Network): Network {
  if (!isMapped(first) || bits < 96) return { first, bits };
  return { first: first.toIPv4Address(), bits: bits - 96 };
}

function contains(outer: Network, inner: Network): boolean {
  if (outer.first.kind() !== inner.first.kind() || outer.bits > inner.bits) return false;
  return inner.first.match(outer.first, outer.bits);
}

export function isPrivateAddress(address: string): boolean {
  const network = readNetwork(address);
  return network !== null && [...OWN, ...PRIVATE].some((outer) => contains(outer, network));
}

/** Whether the range must include other people's machines. */
export function isTooWide(network: Network): boolean {
  if (network.first.kind() === 'ipv4') return network.bits < 8;
  const isPrivate = PRIVATE.some((outer) => contains(outer, network));
  return contains(network, EVERY_IPV4) || (network.bits < 16 && !isPrivate);
}
