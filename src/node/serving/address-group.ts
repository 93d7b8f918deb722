import { readIpAddress } from '../../platform/network/ip-address';

/** An IPv4 address or the /64 of an IPv6 one, the least that anybody gets. */
export function groupOf(address: string): string {
  const read = readIpAddress(address) ?? '';
  return read.includes(':') ? read.split(':').slice(0, 4).join(':') : read;
}
