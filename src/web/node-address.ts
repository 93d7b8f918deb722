import { BlockList, isIPv6 } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import { readIpAddress } from '../platform/network/ip-address';
import type { ClientAddress } from './client-address';

/**
 * The peer or, behind trusted proxies, the last address in X-Forwarded-For that isn't one of them.
 * An unreadable hop ends the search: nobody we trust wrote what comes before it.
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

export function trustIn(proxies: string[]): (address: string) => boolean {
  if (proxies.length === 0) return () => false;
  const trusted = toBlockList(proxies);
  return (text) => {
    const address = readIpAddress(text);
    return address !== null && trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}

/** Nearest first: every proxy appends, even one that adds a header of its own. */
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
