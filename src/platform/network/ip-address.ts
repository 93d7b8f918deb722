import { isIPv4 } from 'node:net';
import { isMapped, parseAddress } from './parse-address';

const MAX_CHARACTERS = 80;
const WITH_PORT = /^(?:\[([^\]]*)\]|([\d.]+))(?::\d{1,5})?$/;

/** Canonical: dotted IPv4, even if mapped into IPv6, or eight groups. No port, brackets or zone. */
export function readIpAddress(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return null;
  if (isIPv4(text)) return text;
  const parts = WITH_PORT.exec(text.trim());
  const address = (parts?.[1] ?? parts?.[2] ?? text.trim()).replace(/%[\w.-]*$/, '');
  if (isIPv4(address)) return address;
  const parsed = parseAddress(address);
  if (!parsed) return null;
  return isMapped(parsed) ? parsed.toIPv4Address().toString() : parsed.toNormalizedString();
}
