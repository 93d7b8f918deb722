import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type ParsedAddress = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Null if it isn't an address or has a zone. Node decides, as the library also takes octal numbers and
 * fewer than four; and the URL parser removes dots, as the library takes `::1.2.3.4` for IPv4.
 */
export function parseAddress(text: string): ParsedAddress | null {
  if (isIPv4(text)) return ipaddr.parse(text);
  if (!isIPv6(text) || text.includes('%')) return null;
  const groups = text.includes('.') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
  return ipaddr.parse(groups);
}

/** RFC 4291 §2.5.5.2: `::ffff:a.b.c.d`. */
export function isMapped(address: ParsedAddress): address is ipaddr.IPv6 {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();
}
