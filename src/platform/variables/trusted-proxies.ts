import { isTooWide, readNetwork } from '../network/networks';
import { type Reader, requireThat } from './variable-fault';

/** Comma-separated addresses and ranges; their X-Forwarded-For is believed. */
export const readTrustedProxies: Reader<string[]> = (text) => {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const networks = parts.map(readNetwork);
  const isWide = networks.some((network) => network !== null && isTooWide(network));
  requireThat(!networks.includes(null), 'must be IP addresses or ranges, separated by commas');
  requireThat(
    !isWide,
    'must name your own proxies: a range this wide lets anybody pretend to be anybody',
  );
  return parts;
};
