import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import { readIpAddress } from '../platform/network/ip-address';
import type { ClientAddress } from './faces';

/**
 * On Node: the peer's address, or, where the peer is one of `trustedProxies`, the last address in
 * X-Forwarded-For that is not a trusted proxy's. What no address can be read from ends the search at the
 * nearest one that could: nothing further left was written by anybody whom we trust.
 */
export function nodeAddress(trustedProxies: string[]): ClientAddress {
  const isTrusted = trustIn(trustedProxies);
  return (c) => {
    let nearest = readIpAddress(getConnInfo(c).remote.address ?? '');
    if (nearest === null || !isTrusted(nearest)) return nearest;
    for (const hop of listHops(c.req.header('x-forwarded-for'))) {
      const address = readIpAddress(hop);
      if (address === null) return nearest;
      nearest = address;
      if (!isTrusted(address)) return address;
    }
    return nearest;
  };
}

/** Whether an address is one of these, or in one of these ranges. */
export function trustIn(proxies: string[]): (address: string) => boolean {
  if (proxies.length === 0) return () => false;
  const trusted = toBlockList(proxies);
  return (text) => {
    const address = readIpAddress(text);
    return address !== null && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

/** From the nearest to the furthest; a proxy that adds a header of its own adds it behind the others. */
function listHops(forwarded = ''): string[] {
  return forwarded.trim() === '' ? [] : forwarded.split(',').reverse();
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
