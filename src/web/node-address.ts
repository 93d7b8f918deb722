import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { ClientAddress } from './faces';

/**
 * On Node: the peer's address, or, where the peer is one of `trustedProxies`, the last address in
 * X-Forwarded-For that is not a trusted proxy's.
 */
export function nodeAddress(trustedProxies: string[]): ClientAddress {
  const isTrusted = trustIn(trustedProxies);
  return (c) => {
    const peer = unmap(getConnInfo(c).remote.address ?? '');
    if (peer === '') return null;
    const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((part) => part.trim());
    const hops = [...forwarded.filter(Boolean), peer].map(unmap);
    return hops.findLast((hop) => !isTrusted(hop)) ?? hops[0]!;
  };
}

/** Whether an address is one of these, or in one of these ranges. */
export function trustIn(proxies: string[]): (address: string) => boolean {
  const trusted = toBlockList(proxies);
  return (address) => {
    const plain = unmap(address);
    return trusted.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

function toBlockList(ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address, bits] = range.split('/') as [string, string | undefined];
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

function unmap(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
